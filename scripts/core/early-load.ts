import type { ManifestObject } from "./manifest.ts";
import { CONTENTS_FILE } from "./pack.ts";

const SHARE = 10;

/** The files, by the names that pg_dump gives, of the rows in a list of contents. Entries of these are of no catalogue (0), unlike those of a table in a schema named DATA. */
export function filesIn(list: string): ReadonlySet<string> {
  return new Set([...list.matchAll(/^(\d+); 0 \d+ TABLE DATA /gm)].map(([, id = ""]) => `${id}.dat.zst`));
}

type DumpObject = Pick<ManifestObject, "path" | "plainBytes" | "packed">;

const isOfRows = ({ path, packed }: DumpObject): boolean => packed === undefined && /^\d+\.dat/.test(path);

/**
 * What must be there before a dump is loaded while the rest is on its way: what says what is in it, and all that is large.
 * pg_restore takes tables by size, but those that are not there yet in no good order, and a large one begun last would keep everybody waiting.
 */
export function loadedFirst<T extends DumpObject>(objects: readonly T[], jobs: number): readonly T[] {
  const large = objects.reduce((sum, { plainBytes }) => sum + plainBytes, 0) / (SHARE * jobs);
  return objects.filter((object) => object.path === CONTENTS_FILE || (isOfRows(object) && object.plainBytes > large));
}

/** Whether a dump's files are named as expected, so that one can tell by its contents which of them are still to come. */
export const isNamedAsExpected = (objects: readonly DumpObject[], files: ReadonlySet<string>): boolean => objects.filter(isOfRows).every(({ path }) => files.has(path));
