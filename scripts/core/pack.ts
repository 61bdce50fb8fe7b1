/** What a dump says of itself. A restore begins with it, so it travels by itself. */
export const CONTENTS_FILE = "toc.dat";

/** One file of a dump, and how large it is. */
export type DumpFile = { readonly path: string; readonly bytes: number };

/** Smaller ones travel together: a program, two requests and a place in the manifest for each would cost more than the files themselves. */
export const SMALL_BYTES = 1024 * 1024;
const PACK_BYTES = 32 * 1024 * 1024;
const PACK_FILES = 10_000;
/** So few are not worth it. */
const TOO_FEW = 20;

export type Pack = { readonly path: string; readonly files: readonly string[] };

/** Whether a file travels with others; what a dump says of itself does not. */
export const isSmall = ({ path, bytes }: DumpFile): boolean => bytes < SMALL_BYTES && path !== CONTENTS_FILE;

/** As many to a pack as it takes; only the last one can take more. */
function inGroups(small: readonly DumpFile[]): readonly (readonly DumpFile[])[] {
  const groups: { bytes: number; files: DumpFile[] }[] = [];
  for (const file of small) {
    const last = groups.at(-1);
    if (last === undefined || last.bytes + file.bytes > PACK_BYTES || last.files.length >= PACK_FILES) groups.push({ bytes: file.bytes, files: [file] });
    else {
      last.bytes += file.bytes;
      last.files.push(file);
    }
  }
  return groups.map(({ files }) => files);
}

const paths = (files: readonly DumpFile[]): readonly string[] => files.map(({ path }) => path);

/** The packs' names count on from the `made` ones; pg_dump never gives such a name. */
const named = (groups: readonly (readonly DumpFile[])[], made: number): readonly Pack[] => groups.map((group, n) => ({ path: `pack-${made + n}.tar`, files: paths(group) }));

/** How a dump's files travel: each by itself, or many small ones in one tar; so many packs were `made` before. */
export function packed(files: readonly DumpFile[], made = 0): { readonly packs: readonly Pack[]; readonly alone: readonly string[] } {
  const small = files.filter(isSmall);
  if (small.length <= TOO_FEW) return { packs: [], alone: paths(files) };
  return { packs: named(inGroups(small), made), alone: paths(files.filter((file) => !isSmall(file))) };
}

/** The packs that small files fill by now, and those files that wait for more of them. */
export function fullPacks(small: readonly DumpFile[], made: number): { readonly packs: readonly Pack[]; readonly waiting: readonly DumpFile[] } {
  const groups = inGroups(small);
  return { packs: named(groups.slice(0, -1), made), waiting: groups.at(-1) ?? [] };
}

/** Whether a file of this name holds others. */
export const isPack = (path: string): boolean => /^pack-\d+\.tar$/.test(path);
