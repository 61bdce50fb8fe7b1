import { createHash } from "node:crypto";
import { appendFile, mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "../core/crc32c.ts";
import type { Disk } from "../host-ports.ts";
import { followFile } from "./follow-file.ts";

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
  hash: (path, until) => hashOf(path, () => until?.throwIfAborted()),
  append: (path, text) => appendFile(path, text, { mode: 0o600 }),
  bytesOf: async (path) => (await stat(path)).size,
  follow: followFile,
  bytesIn: async (directory) => {
    const names = await readdir(directory).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(directory, name)).then(({ size }) => size, () => 0)));
    return sizes.reduce((sum, size) => sum + size, 0);
  },
  move: rename,
  // Whoever was at work there may just be ending, and puts a last file there meanwhile.
  remove: async (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  freeBytes: async (directory) => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
};

async function hashOf(path: string, alsoSee: (chunk: Uint8Array) => void): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  // Always into the same memory: a fresh megabyte for each read keeps the garbage collector as busy as the hash.
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const file = await open(path);
  try {
    for (let bytes = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) return { bytes, sha256: hash.digest("hex") };
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      alsoSee(chunk);
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
