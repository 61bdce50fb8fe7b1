import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import type { Files } from "../ports.ts";

const PRIVATE = 0o600;

/** Files on this machine's disks. */
export const files: Files = {
  read: (path) => readFile(path, "utf8").catch(unlessMissing(path, undefined)),
  list: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(unlessMissing(directory, []));
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  },
  write: async (path, text, mode = PRIVATE) => {
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.${randomBytes(4).toString("hex")}`;
    try {
      await writeDurably(beside, text instanceof Secret ? text.reveal() : text, mode);
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
  <T>(path: string, missing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return missing;
    const reason = reasons[error.code ?? ""];
    throw reason === undefined ? error : new FailoverError("FILE_UNREADABLE", { path, reason }, { cause: error });
  };

const reasons: Readonly<Record<string, string>> = { EACCES: "this user may not", EISDIR: "it is a directory", ENOTDIR: "it is no directory" };
