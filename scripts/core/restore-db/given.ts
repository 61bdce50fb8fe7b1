import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";

/** Where a restored database's data come from. */
const source = z.union([z.strictObject({ snapshot: z.string().min(1) }), z.strictObject({ pointInTime: z.union([z.literal("latest"), z.iso.datetime()]) })]);
const given = z.strictObject({ instance: z.string().min(1), source });

export type RestoreSource = z.infer<typeof source>;

/** What a person chose when a run of `restore-db` was opened: which database is broken, and what to restore. */
export type RestoreGiven = z.infer<typeof given>;

/** The choice as the journal keeps it. */
export const readRestoreGiven = (json: Json | undefined): RestoreGiven => trusted(given, json, "the journal's choice of what to restore");

/** The choice in words. */
export const sourceInWords = (chosen: RestoreSource): string =>
  "snapshot" in chosen ? `the snapshot ${chosen.snapshot}` : chosen.pointInTime === "latest" ? "a point in time, the latest restorable one" : `a point in time, ${chosen.pointInTime}`;
