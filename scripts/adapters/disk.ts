import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, statfs } from "node:fs/promises";
import { crc32c } from "../core/crc32c.ts";
import type { Disk } from "../ports.ts";

const CHUNK_BYTES = 1024 * 1024;

/** The machine's own disk. */
export const disk: Disk = {
  makePrivate: async (directory) => void (await mkdir(directory, { recursive: true, mode: 0o700 })),
  files: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name).sort();
  },
  digest: async (path) => {
    const hash = createHash("sha256");
    const sum = crc32c();
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      sum.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest("hex"), crc32c: sum.base64() };
  },
  remove: async (path) => rm(path, { recursive: true, force: true }),
  freeBytes: async (directory) => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
};
