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

/** How many rows were ever added, changed or removed, by database, and how many of them within a moment of waiting. An earlier kit told no more than that. */
export const writesSchema = z.object({
  /** `shape` differs when a table was made, removed, changed or emptied. */
  databases: z.array(z.object({ name: z.string(), writes: z.number(), shape: z.string().default("") })),
  meanwhile: z.number(),
  /** Databases whose shape differed within that moment. */
  remade: z.array(z.string()).default([]),
  /** How many transactions that changed anything ended on the whole server within that moment, whoever's: none is proof. */
  ended: z.number().nullable().default(null),
  /** Sessions in the midst of a transaction that has already changed something. */
  open: z.number().default(0),
  /** Transactions that were prepared for a second phase: they may be committed at any time. */
  prepared: z.number(),
});
export type Writes = z.infer<typeof writesSchema>;

/** Why a last export may not begin yet; nothing when the source is proven to be closed and still. */
export function notStill({ databases }: Closed, { databases: counted, meanwhile, remade, open, prepared }: Writes): readonly string[] {
  const asked = new Set(databases.map(({ name }) => name));
  return [
    ...(databases.length === 0 ? ["it was told of no database"] : []),
    ...databases.filter(({ refuses }) => !refuses).map(({ name, because }) => `${name} takes writes: ${because}`),
    // What the owner may not enter was never asked, and the exporter exports it all the same.
    ...counted.filter(({ name }) => asked.size > 0 && !asked.has(name)).map(({ name }) => `${name} was not closed: the owner that closes them may not enter it`),
    ...(meanwhile > 0 ? [`${meanwhile} rows were written within a moment, after the application had been told to stop`] : []),
    ...(remade.length > 0 ? [`tables of ${remade.join(", ")} were made, removed, changed or emptied within a moment`] : []),
    ...(open > 0 ? [`${open} sessions are in the midst of a transaction that writes`] : []),
    ...(prepared > 0 ? [`${prepared} prepared transactions may still be committed`] : []),
  ];
}

/** Whether the server's own count of transactions proves that nothing is written, of which it knows at once. What it tells of rows it tells late: a session may keep that to itself for 10 s. */
export const isSurelyStill = ({ ended, open, prepared }: Writes): boolean => ended === 0 && open === 0 && prepared === 0;

/** What is said of sessions that outlived the fence: they are watched by counting, not ended. */
export const leftInWords = ({ left }: Closed): readonly string[] => left.map(({ role, sessions }) => `${sessions} sessions of ${role} could not be ended, and may write; whether they do is counted`);

/** How many rows were written between two counts; undefined where they cannot be compared, such as after the server began anew or a table was emptied. */
export function writtenBetween(before: Writes, after: Writes): number | undefined {
  const was = new Map(before.databases.map((one) => [one.name, one]));
  const grown = after.databases.map(({ name, writes, shape }) => (was.get(name)?.shape === shape ? writes - (was.get(name)?.writes ?? Number.NaN) : Number.NaN));
  const isWhole = after.databases.length === before.databases.length && grown.every((one) => one >= 0);
  return isWhole ? grown.reduce((sum, one) => sum + one, 0) : undefined;
}
