import { open } from "node:fs/promises";
import type { Form, Needle } from "./needles.ts";

/** Which secret was found, and in what writing. */
export type Hit = { readonly secret: string; readonly as: Form };

const CHUNK_BYTES = 8 * 1024 * 1024;

/** Each secret that stands in these bytes, once. */
export function hitsIn(bytes: Buffer, needles: readonly Needle[]): readonly Hit[] {
  const hits = new Map<string, Hit>();
  for (const { secret, form, bytes: needle } of needles) if (!hits.has(secret) && bytes.includes(needle)) hits.set(secret, { secret, as: form });
  return [...hits.values()];
}

/** The same of a file of any size; undefined for one that is gone meanwhile. */
export async function hitsInFile(path: string, needles: readonly Needle[]): Promise<{ readonly hits: readonly Hit[]; readonly bytes: number } | undefined> {
  const file = await open(path).catch(nothingWhereGone);
  if (file === undefined) return undefined;
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1));
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, (await file.stat()).size + 1) + overlap);
  const hits = new Map<string, Hit>();
  let carried = 0;
  let total = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, carried, chunk.length - carried, null);
      if (bytesRead === 0) return { hits: [...hits.values()], bytes: total };
      total += bytesRead;
      const filled = chunk.subarray(0, carried + bytesRead);
      hitsIn(filled, needles).forEach((hit) => hits.set(hit.secret, hit));
      // What may be the beginning of a secret is looked at again with what follows it.
      carried = Math.min(overlap, filled.length);
      filled.copy(chunk, 0, filled.length - carried);
    }
  } finally {
    await file.close();
  }
}

/** For a file that has been removed since it was seen; any other trouble stays one. */
export function nothingWhereGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ESRCH") return undefined;
  throw error;
}

/** A text with the name of each secret in its place: what says where one was found must not show it. */
export function withoutSecrets(text: string, needles: readonly Needle[]): string {
  const longestFirst = needles.toSorted((a, b) => b.bytes.length - a.bytes.length);
  return longestFirst.reduce((covered, { secret, bytes }) => covered.replaceAll(bytes.toString(), `[${secret}]`), text);
}
