import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { LineFile } from "../world.ts";
import { fileTrouble } from "./file-trouble.ts";

/** A file of lines that several processes add to. A line that a crash tore stands by itself; each one begins anew. */
export const lineFile = (path: string): LineFile => ({
  path,
  read: async () => {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
      return fileTrouble(path)(error);
    });
    return text.split("\n").filter((line) => line !== "");
  },
  append: (line) => append(path, line).catch(fileTrouble(path)),
});

async function append(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a", 0o600);
  try {
    await file.write(`\n${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  const directory = await open(dirname(path), "r");
  await directory.sync().finally(() => directory.close());
}
