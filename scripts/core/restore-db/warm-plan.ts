import { z } from "zod";

/** A table or an index of a freshly restored database; its blocks come from S3 at their first touch. */
export const relation = z.object({ oid: z.string(), schema: z.string(), name: z.string(), kind: z.enum(["table", "index", "toast"]), bytes: z.number(), uses: z.number() });
export type Relation = z.infer<typeof relation>;

/** In which order blocks are fetched: what is used most, then what is largest; an index before its like, since a look-up touches it first. */
export const warmPlan = (relations: readonly Relation[]): readonly Relation[] =>
  relations
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.uses - a.uses || rank[a.kind] - rank[b.kind] || b.bytes - a.bytes || a.name.localeCompare(b.name));

const rank = { index: 0, table: 1, toast: 2 } as const;
