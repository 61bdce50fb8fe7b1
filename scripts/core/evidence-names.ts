import { evidenceSchema, type EvidenceKind } from "./evidence.ts";

const kinds: readonly string[] = evidenceSchema.options.map((option) => option.shape.kind.value);
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where a service's evidence lies in the journal's bucket, one folder for each day, in UTC. */
export const evidencePrefix = (service: string): string => `${service}/evidence/`;

/** A name that sorts by time, then by who wrote it, then by the order in which that process wrote. */
export const evidenceId = ({ at, by, session, seq }: { readonly at: string; readonly by: string; readonly session: string; readonly seq: number }): string =>
  `${at.replaceAll(/[-:.]/g, "")}-${writerName(by)}-${session}-${String(seq).padStart(6, "0")}`;

/** A writer's name as a part of a file's. */
export const writerName = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 40) || "somebody";

/** The object's name holds the entry's kind, so that a reader fetches no more than it wants. */
export const evidenceName = (service: string, { id, at, kind }: { readonly id: string; readonly at: string; readonly kind: EvidenceKind }): string => `${evidencePrefix(service)}${at.slice(0, 10)}/${id}.${kind}.json`;

/** What a name says of an entry; undefined for what is no entry's. */
export function readEvidenceName(name: string): { readonly id: string; readonly kind: EvidenceKind; readonly at: number } | undefined {
  const [, day, id, kind] = /\/(\d{4}-\d{2}-\d{2})\/([0-9TZ]+-[a-z0-9-]+)\.([a-z-]+)\.json$/.exec(name) ?? [];
  if (day === undefined || id === undefined || kind === undefined || !kinds.includes(kind)) return undefined;
  const [, hours = "", minutes = "", seconds = "", rest = ""] = /^\d{8}T(\d{2})(\d{2})(\d{2})(\d{3})Z/.exec(id) ?? [];
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${rest}Z`);
  return Number.isNaN(at) ? undefined : { id, kind: kind as EvidenceKind, at };
}

/** Which days' folders may hold what counts from this moment on: a writer's clock may be off by a day, and one that is ahead writes into the future. */
export const daysSince = (days: readonly string[], since: number): readonly string[] =>
  days.filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && Date.parse(day) + DAY_MS >= since - DAY_MS).toSorted();
