import { z } from "zod";

/** What a source says once it was told to refuse writes. */
export const closedSchema = z.object({
  /** Each database, and whether a new session of its owner's may write there. */
  databases: z.array(z.object({ name: z.string(), refuses: z.boolean(), because: z.string() })),
  /** Sessions from before that were ended, and by role those that the owner may not end. */
  ended: z.number(),
  left: z.array(z.object({ role: z.string(), sessions: z.number() })),
});
export type Closed = z.infer<typeof closedSchema>;

/** How many rows were ever added, changed or removed, by database, and how many of them within a moment of waiting. */
export const writesSchema = z.object({
  databases: z.array(z.object({ name: z.string(), writes: z.number() })),
  meanwhile: z.number(),
  /** Transactions that were prepared for a second phase: they may be committed at any time. */
  prepared: z.number(),
});
export type Writes = z.infer<typeof writesSchema>;

/** Why a last export may not begin yet; nothing when the source is proven to be closed and still. */
export function notStill({ databases }: Closed, { databases: counted, meanwhile, prepared }: Writes): readonly string[] {
  const asked = new Set(databases.map(({ name }) => name));
  return [
    ...(databases.length === 0 ? ["it was told of no database"] : []),
    ...databases.filter(({ refuses }) => !refuses).map(({ name, because }) => `${name} takes writes: ${because}`),
    // What the owner may not enter was never asked, and the exporter exports it all the same.
    ...counted.filter(({ name }) => asked.size > 0 && !asked.has(name)).map(({ name }) => `${name} was not closed: the owner that closes them may not enter it`),
    ...(meanwhile > 0 ? [`${meanwhile} rows were written within a moment, after the application had been told to stop`] : []),
    ...(prepared > 0 ? [`${prepared} prepared transactions may still be committed`] : []),
  ];
}

/** What is said of sessions that outlived the fence: they are watched by counting, not ended. */
export const leftInWords = ({ left }: Closed): readonly string[] => left.map(({ role, sessions }) => `${sessions} sessions of ${role} could not be ended, and may write; whether they do is counted`);

/** How many rows were written between two counts; undefined where they cannot be compared, such as after the server began anew. */
export function writtenBetween(before: Writes, after: Writes): number | undefined {
  const was = new Map(before.databases.map(({ name, writes }) => [name, writes]));
  const grown = after.databases.map(({ name, writes }) => writes - (was.get(name) ?? Number.NaN));
  const isWhole = after.databases.length === before.databases.length && grown.every((one) => one >= 0);
  return isWhole ? grown.reduce((sum, one) => sum + one, 0) : undefined;
}
