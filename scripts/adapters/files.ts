import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import type { Files } from "../ports.ts";
import { fileTrouble, reasonOf } from "./file-trouble.ts";

const PRIVATE = 0o600;

/** Files on this machine's disks. */
export const files: Files = {
  read: (path) => readFile(path, "utf8").catch(unlessMissing(path, undefined)),
  list: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(unlessMissing(directory, []));
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  },
  write: (path, text, mode = PRIVATE) => replace(path, text, mode).catch(fileTrouble(path)),
};

async function replace(path: string, text: string | Secret, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeDurably(beside, text instanceof Secret ? text.reveal() : text, mode);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

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

/** What these say of a path, it is: whoever named it must look. */
const misnamed = ["EACCES", "EISDIR", "ENOTDIR"];

/** Node's own limit of a text, and of a file that is read at once. */
const tooLarge = ["ERR_STRING_TOO_LONG", "ERR_FS_FILE_TOO_LARGE"];
const LIMIT_MEGABYTES = 512;

const unlessMissing =
  <T>(path: string, missing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return missing;
    if (misnamed.includes(error.code ?? "")) throw new FailoverError("FILE_UNREADABLE", { path, reason: reasonOf(error) }, { cause: error });
    if (tooLarge.includes(error.code ?? "")) throw new FailoverError("FILE_TOO_LARGE", { path, limitMegabytes: LIMIT_MEGABYTES }, { cause: error });
    return fileTrouble(path)(error);
  };
