import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Files } from "../ports.ts";

const PRIVATE = 0o600;

/** Files on this machine's disks. */
export const files: Files = {
  read: (path) => readFile(path, "utf8").catch(unlessMissing(undefined)),
  list: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(unlessMissing([]));
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  },
  write: async (path, text, mode = PRIVATE) => {
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.${randomBytes(4).toString("hex")}`;
    try {
      await writeDurably(beside, text, mode);
      await rename(beside, path);
    } finally {
      await rm(beside, { force: true });
    }
  },
};

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

const unlessMissing =
  <T>(missing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return missing;
    throw error;
  };
