import type { ManifestObject } from "./manifest.ts";
import { CONTENTS_FILE } from "./pack.ts";

const SHARE = 10;

type DumpObject = Pick<ManifestObject, "path" | "plainBytes" | "packed">;

const isOfRows = ({ path, packed }: DumpObject): boolean => packed === undefined && /^\d+\.dat/.test(path);

/** What of a dump is fetched before the rest: what says what is in it, and all that is large, since a large file begun last would keep everybody waiting. */
export function loadedFirst<T extends DumpObject>(objects: readonly T[], jobs: number): readonly T[] {
  const large = objects.reduce((sum, { plainBytes }) => sum + plainBytes, 0) / (SHARE * jobs);
  return objects.filter((object) => object.path === CONTENTS_FILE || (isOfRows(object) && object.plainBytes > large));
}
