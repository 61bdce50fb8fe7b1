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

/** How a dump's files travel: each by itself, or many small ones in one tar, under a name that pg_dump never gives. */
export function packed(files: readonly DumpFile[]): { readonly packs: readonly Pack[]; readonly alone: readonly string[] } {
  const small = files.filter(({ path, bytes }) => bytes < SMALL_BYTES && path !== CONTENTS_FILE);
  if (small.length <= TOO_FEW) return { packs: [], alone: files.map(({ path }) => path) };
  const groups: { bytes: number; files: string[] }[] = [];
  for (const { path, bytes } of small) {
    const last = groups.at(-1);
    if (last === undefined || last.bytes + bytes > PACK_BYTES || last.files.length >= PACK_FILES) groups.push({ bytes, files: [path] });
    else {
      last.bytes += bytes;
      last.files.push(path);
    }
  }
  return {
    packs: groups.map((group, n) => ({ path: `pack-${n}.tar`, files: group.files })),
    alone: files.filter(({ path, bytes }) => bytes >= SMALL_BYTES || path === CONTENTS_FILE).map(({ path }) => path),
  };
}

/** Whether a file of this name holds others. */
export const isPack = (path: string): boolean => /^pack-\d+\.tar$/.test(path);
