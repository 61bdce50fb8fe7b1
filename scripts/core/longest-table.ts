import type { ManifestObject } from "./manifest.ts";
import { bare } from "./plain-key.ts";

export type LongestTable = { readonly schema: string; readonly name: string };

/** Smaller ones are loaded before anybody could help them. */
const LEAST_BYTES = 16e6;

const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s".]+)`;
/** Each entry of these takes about as long to build as the rows to load; others a small part of it. */
const slowIndex = new RegExp(`^CREATE INDEX ${NAME} ON (?:ONLY )?(${NAME})\\.(${NAME}) USING (?:gin|gist|spgist) `, "gm");

/**
 * The table whose rows and indexes take longest, by the size of its file: of what hangs on one table most is done by one process after the
 * other, so that the whole load takes no less. Undefined where nothing is large, or where its file has another name than pg_dump gives it.
 */
export function longestTable({ rows, postDataSql, objects }: { readonly rows: string; readonly postDataSql: string; readonly objects: readonly Pick<ManifestObject, "path" | "plainBytes">[] }): LongestTable | undefined {
  const slow = [...postDataSql.matchAll(slowIndex)].map(([, schema = "", name = ""]) => `${bare(schema)} ${bare(name)}`);
  const bytes = new Map(objects.map(({ path, plainBytes }) => [path, plainBytes]));
  const tables = [...rows.matchAll(/^(\d+); 0 \d+ TABLE DATA (\S+) (\S+) \S+$/gm)].map(([, id = "", schema = "", name = ""]) => {
    const own = bytes.get(`${id}.dat.zst`) ?? 0;
    return { schema, name, own, long: own * (1 + slow.filter((one) => one === `${schema} ${name}`).length) };
  });
  const longest = tables.toSorted((a, b) => b.long - a.long)[0];
  return longest === undefined || longest.own < LEAST_BYTES ? undefined : { schema: longest.schema, name: longest.name };
}
