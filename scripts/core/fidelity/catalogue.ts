import { z } from "zod";
import { codeClasses } from "./code-classes.ts";
import { relationClasses } from "./relation-classes.ts";
import { rightsClasses } from "./rights-classes.ts";

/** One query for each class of object; each gives a name and a text that says what the object is. */
export const classQueries = { ...relationClasses, ...codeClasses, ...rightsClasses } as const;

/** A class of objects that is compared on its own. */
export type ObjectClass = keyof typeof classQueries;

/** The classes in the order in which a report shows them. */
export const objectClasses = Object.keys(classQueries) as readonly ObjectClass[];

export const objectRow = z.object({ name: z.string(), value: z.string().nullable() });

/** The file of a dump's directory that tells, object by object, what the source was. */
export const CATALOGUE_FILE = "failover-catalogue.json";

/** What that file says. A class that is not in it was not asked for. */
export const catalogueSchema = z.object({
  schema: z.literal("failover-kit/catalogue/1"),
  serverVersion: z.string(),
  classes: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
});

export type Catalogue = z.infer<typeof catalogueSchema>;
