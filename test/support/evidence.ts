import { toldHere, type EvidenceEntry, type EvidenceWords, type Told } from "../../scripts/core/evidence.ts";
import { evidenceId } from "../../scripts/core/evidence-names.ts";
import { declarationSection } from "../../scripts/core/watch-settings.ts";
import type { ObservedState } from "../../scripts/core/observation.ts";

/** The plan's own numbers. */
export const rules = declarationSection.parse({});

const START = Date.parse("2026-11-26T01:00:00.000Z");
/** The moment so many minutes after the story begins. */
export const minute = (minutes: number): number => START + Math.round(minutes * 60_000);
export const isoMinute = (minutes: number): string => new Date(minute(minutes)).toISOString();

let written = 0;

/** An entry of this moment, as it lies in the bucket. */
export function entryAt(minutes: number, words: EvidenceWords, by = "warden"): EvidenceEntry {
  const at = isoMinute(minutes);
  return { schema: "failover-kit/evidence/1", id: evidenceId({ at, by, session: "a1b2", seq: (written += 1) }), at, by, ...words };
}

export const told = (minutes: number, words: EvidenceWords, by?: string): Told => ({ ...toldHere(entryAt(minutes, words, by)), storedAt: isoMinute(minutes) });

/** What was seen of the service at one moment: `{ warden: "down", frankfurt: "up" }`. */
export const seen = (minutes: number, places: Readonly<Record<string, ObservedState>>, holdsSeconds = 90): Told =>
  told(minutes, {
    kind: "observations",
    holdsSeconds,
    observations: Object.entries(places).map(([from, state]) => ({ probe: "own-http", target: "shop.example.com", from, state, value: state, at: isoMinute(minutes), seconds: 0.1 })),
  });

/** The same look again every minute, from one minute to another, both included. */
export const seenFrom = (from: number, to: number, places: Readonly<Record<string, ObservedState>>): readonly Told[] =>
  Array.from({ length: Math.floor(to - from) + 1 }, (_, index) => seen(from + index, places));

export const report = (minutes: number, customer: string, id = `r-${customer}-${minutes}`): Told => told(minutes, { kind: "report", report: id, customer, said: "nothing loads" });
export const withdrawn = (minutes: number, id: string): Told => told(minutes, { kind: "withdrawn", report: id, because: "it was their own network" });
export const verdict = (minutes: number, aws: "down" | "up" | "unknown", holdsSeconds = 900): Told => told(minutes, { kind: "verdict", aws, holdsSeconds, because: aws });
export const verdictsFrom = (from: number, to: number, aws: "down" | "up", every = 10): readonly Told[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => verdict(from + index * every, aws));
