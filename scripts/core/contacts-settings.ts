import { z } from "zod";

const DAYS = 90;

/** How the contacts are kept. */
export const contactsSection = z.strictObject({ verifyAfterDays: z.int().positive().default(DAYS) });

/** After how many days an entry is due to be verified again. */
export const verifyAfterDays = ({ contacts }: { readonly contacts?: z.infer<typeof contactsSection> | undefined }): number => contacts?.verifyAfterDays ?? DAYS;
