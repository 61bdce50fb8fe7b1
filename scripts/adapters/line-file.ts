import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { LineFile, LinesRead } from "../world.ts";
import { fileTrouble } from "./file-trouble.ts";

const NEWLINE = 0x0a;

/** A file of lines that several processes add to. A line that a crash tore stands by itself; each one begins anew. */
export const lineFile = (path: string): LineFile => ({
  path,
  readFrom: (byte) =>
    readFrom(path, byte).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return { whole: [], unended: [], next: 0 };
      return fileTrouble(path)(error);
    }),
  append: (line) => append(path, line).catch(fileTrouble(path)),
});

async function readFrom(path: string, byte: number): Promise<LinesRead> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    // Shorter than before, it is another file under its name.
    const from = byte <= size ? byte : 0;
    const read = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(read, 0, read.length, from);
    const bytes = read.subarray(0, bytesRead);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    return { whole: linesIn(bytes.subarray(0, end)), unended: linesIn(bytes.subarray(end)), next: from + end };
  } finally {
    await file.close();
  }
}

const linesIn = (bytes: Buffer): readonly string[] => bytes.toString("utf8").split("\n").filter((line) => line !== "");

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
