import { open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Entry } from "../core/journal.ts";
import { nextEntry, readLine, writeLine } from "../core/journal-line.ts";
import type { JournalFile } from "../ports.ts";
import { fileTrouble } from "./file-trouble.ts";
import { heldBy, take } from "./pid-lock.ts";

const APPEND_PATIENCE_SECONDS = 10;

type Loaded = { readonly entries: readonly Entry[]; readonly lines: readonly string[]; readonly bytes: number };

/** One entry per line, on disk before `append` resolves. A torn last line is a crash, not corruption: it is cut off. */
export function fileJournal(path: string, now: () => Date): JournalFile {
  const alone = <T>(work: () => Promise<T>): Promise<T> => whileAlone(`${path}.lock`, now, work).catch(fileTrouble(path));
  return {
    path,
    read: async () => (await load(path).catch(fileTrouble(path))).entries,
    append: (event, epoch) =>
      alone(async () => {
        const before = await load(path);
        await extend(path, before, [nextEntry(before.entries, { at: now().toISOString(), epoch }, event)]);
      }),
    adopt: (entries) => alone(async () => extend(path, await load(path), entries)),
    setAside: (seq) => alone(async () => setAside(path, await load(path), seq, now())),
  };
}

async function load(path: string): Promise<Loaded> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").slice(0, -1);
  return { entries: lines.map((line, seq) => readLine(line, seq, path)), lines, bytes: Buffer.byteLength(whole) };
}

async function extend(path: string, { lines, bytes }: Pick<Loaded, "lines" | "bytes">, entries: readonly Entry[]): Promise<void> {
  const file = await open(path, "a+", 0o600);
  try {
    await file.truncate(bytes);
    await file.appendFile(entries.map((entry) => `${writeLine(entry)}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  // A new file is found after a crash only once its directory is on disk, too.
  if (lines.length === 0) await syncDirectory(dirname(path));
}

/** The copy is whole and on disk before the journal loses a line. */
async function setAside(path: string, { lines }: Loaded, seq: number, now: Date): Promise<string> {
  const beside = `${path.replace(/\.jsonl$/, "")}.set-aside-${now.toISOString().replaceAll(/[-:.]/g, "")}.jsonl`;
  await extend(beside, { lines: [], bytes: 0 }, lines.slice(seq).map((line, index) => readLine(line, seq + index, path)));
  const kept = lines.slice(0, seq);
  await extend(path, { lines: kept, bytes: kept.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) }, []);
  return beside;
}

/** Appends are short; another process that also writes is waited for. */
async function whileAlone<T>(lock: string, now: () => Date, work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + APPEND_PATIENCE_SECONDS * 1000;
  for (;;) {
    const taken = await take(lock, now());
    if ("release" in taken) return work().finally(taken.release);
    if (performance.now() > giveUpAt) throw heldBy(lock, taken.heldBy);
    await wait(20);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  await directory.sync().finally(() => directory.close());
}
