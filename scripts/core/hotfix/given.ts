import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";

const from = z.union([
  z.strictObject({ artifact: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ ref: z.string().min(1), commit: z.string().regex(/^[0-9a-f]{40,64}$/) }),
]);
const given = z.strictObject({ side: z.enum(["aws", "gcp"]), from });

/** What a person chose when a hotfix was opened: which side gets it, and what it is made of. */
export type HotfixGiven = z.infer<typeof given>;

/** The choice as the journal keeps it. */
export const readHotfixGiven = (json: Json | undefined): HotfixGiven => trusted(given, json, "the journal's choice of a release");

/** The choice in words, for the plan. */
export const fromInWords = (chosen: HotfixGiven["from"]): string => ("artifact" in chosen ? `${chosen.artifact}, SHA-256 ${chosen.sha256}` : `a build of ${chosen.ref}, commit ${chosen.commit}`);
