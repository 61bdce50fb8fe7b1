import { z } from "zod";

/** Begins every complaint about a secret in a file; what stands in the file is never repeated. */
export const NAME_A_VARIABLE = "write the name of an environment variable, like $PGPASSWORD; never the secret itself";

const NAME = /^\$[A-Z][A-Z0-9_]*$/;

/** The name of an environment variable, like $PGPASSWORD; the value itself never stands in a file. */
export const variable = z.string(NAME_A_VARIABLE).regex(NAME, NAME_A_VARIABLE).meta({ secret: true });

/** Whether a value of a file is the name of a variable, and so no secret itself. */
export const isVariable = (value: unknown): value is string => typeof value === "string" && NAME.test(value);

/** Whether a secret is due at this place of a schema: its value may not be repeated, unless it is a variable's name. */
export const wantsSecret = (type: z.core.$ZodType): boolean => z.globalRegistry.get(type)?.["secret"] === true;
