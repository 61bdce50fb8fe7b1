import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "../core/crc32c.ts";
import type { Disk } from "../ports.ts";
import { replacePipe } from "./pipes.ts";

const CHUNK_BYTES = 1024 * 1024;

/** The machine's own disk. */
export const disk: Disk = {
  makePrivate: async (directory) => void (await mkdir(directory, { recursive: true, mode: 0o700 })),
  files: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
  },
  digest: async (path) => {
    const sum = crc32c();
    const hashed = await hashOf(path, sum.update);
    return { ...hashed, crc32c: sum.base64() };
  },
  hash: (path) => hashOf(path, () => undefined),
  append: (path, text) => appendFile(path, text, { mode: 0o600 }),
  bytesOf: async (path) => (await stat(path)).size,
  bytesIn: async (directory) => {
    const names = await readdir(directory).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(directory, name)).then(({ size }) => size, () => 0)));
    return sizes.reduce((sum, size) => sum + size, 0);
  },
  move: rename,
  replacePipe,
  remove: async (path) => rm(path, { recursive: true, force: true }),
  freeBytes: async (directory) => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
};

async function hashOf(path: string, alsoSee: (chunk: Uint8Array) => void): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    alsoSee(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
