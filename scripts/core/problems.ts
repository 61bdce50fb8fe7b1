import type { z } from "zod";

/** Each thing wrong with untrusted data, as one line that names where it stands. */
export const problemsOf = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => `${path.length === 0 ? "(top level)" : path.join(".")}: ${message}`);
