import { z } from "zod";
import type { Json } from "../journal.ts";
import { trusted } from "../parse-untrusted.ts";
import { likenessInWords, type WasLike } from "./deleted.ts";

/** Where a restored database's data come from. */
const source = z.union([
  z.strictObject({ snapshot: z.string().min(1) }),
  /** By its resource id where AWS no longer knows the instance by name. */
  z.strictObject({ pointInTime: z.union([z.literal("latest"), z.iso.datetime()]), resourceId: z.string().min(1).optional() }),
]);
/** An instance that AWS no longer knows: what it was, and where each of these facts was found. */
const deleted = z.strictObject({ was: z.looseObject({ identifier: z.string().min(1), securityGroups: z.array(z.string()) }), origins: z.record(z.string(), z.string()) });
const given = z.strictObject({ instance: z.string().min(1), source, deleted: deleted.optional() });

export type RestoreSource = z.infer<typeof source>;

/** What a person chose when a run of `restore-db` was opened: which database is broken, and what to restore. */
export type RestoreGiven = Omit<z.infer<typeof given>, "deleted"> & { readonly deleted?: WasLike };

/** The choice as the journal keeps it. */
export const readRestoreGiven = (json: Json | undefined): RestoreGiven => trusted(given, json, "the journal's choice of what to restore") as unknown as RestoreGiven;

/** The choice as the journal is to keep it. */
export const givenOf = (instance: string, chosen: RestoreSource, like: WasLike | undefined): Json =>
  JSON.parse(JSON.stringify({ instance, source: chosen, ...(like === undefined ? {} : { deleted: like }) })) as Json;

/** The choice as a plan says it; a part of its digest. */
export function givenInWords({ instance, source: chosen, deleted: like }: RestoreGiven): readonly string[] {
  const restores = `Restores: ${sourceInWords(chosen)} of ${instance},`;
  if (like === undefined) return [restores, "  into a new instance; the broken one is fenced and kept."];
  return [restores, "  which AWS knows no more, into a new instance. There is nothing to fence. The new one will be like the old one, as others tell of that:", ...likenessInWords(like)];
}

/** The choice in words. */
export const sourceInWords = (chosen: RestoreSource): string =>
  "snapshot" in chosen ? `the snapshot ${chosen.snapshot}` : `a point in time, ${chosen.pointInTime === "latest" ? "the latest restorable one" : chosen.pointInTime}${chosen.resourceId === undefined ? "" : ` (${chosen.resourceId})`}`;
