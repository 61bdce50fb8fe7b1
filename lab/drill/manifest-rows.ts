import { z } from "zod";

const manifest = z.object({ databases: z.array(z.object({ tables: z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number() })) })) });

/** The rows of each table, as `schema.name`, by a backup's manifest. */
export const rowsIn = (text: string): ReadonlyMap<string, number> =>
  new Map(manifest.parse(JSON.parse(text)).databases.flatMap(({ tables }) => tables.map(({ schema, name, rows }) => [`${schema}.${name}`, rows] as const)));
