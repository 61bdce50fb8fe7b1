import type { LeaseRecord } from "../../core/lease.ts";
import type { LeaseObject } from "./lease-object.ts";

const TRIES = 5;

/** Ends the drill under way, if there is one, and returns its lease: its holder learns of it within one renewal. */
export async function preEmptDrill(drill: LeaseObject, because: string): Promise<LeaseRecord | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const seen = await drill.look();
    if (seen === undefined || seen.record.state !== "held") return undefined;
    if ((await drill.replace({ ...seen.record, state: "pre-empted", because }, seen.generation)) !== "changed") return seen.record;
  }
  throw new Error("bug: a drill's lease changed again and again while it was pre-empted");
}
