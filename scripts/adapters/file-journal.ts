import { open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Entry, Event } from "../core/journal.ts";
import { nextEntry, readLine, writeLine } from "../core/journal-line.ts";
import type { JournalStore } from "../ports.ts";
import { fileTrouble } from "./file-trouble.ts";
import { heldBy, take } from "./pid-lock.ts";

/** One holder per run on one machine so far, so the epoch never changes. */
const EPOCH = 1;
const APPEND_PATIENCE_SECONDS = 10;

/** One entry per line, on disk before `append` resolves. A torn last line is a crash, not corruption: it is cut off. */
export const fileJournal = (path: string, now: () => Date): JournalStore => ({
  read: async () => (await load(path).catch(fileTrouble(path))).entries,
  append: (event) => whileAlone(`${path}.lock`, now, () => append(path, now, event)).catch(fileTrouble(path)),
});

async function load(path: string): Promise<{ readonly entries: readonly Entry[]; readonly bytes: number }> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return { entries: whole.split("\n").slice(0, -1).map(readLine), bytes: Buffer.byteLength(whole) };
}

async function append(path: string, now: () => Date, event: Event): Promise<void> {
  const { entries, bytes } = await load(path);
  const line = writeLine(nextEntry(entries, { at: now().toISOString(), epoch: EPOCH }, event));
  const file = await open(path, "a+", 0o600);
  try {
    await file.truncate(bytes);
    await file.appendFile(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A new file is found after a crash only once its directory is on disk, too.
  if (entries.length === 0) await syncDirectory(dirname(path));
}

/** Appends are short; another process that also writes (an approval, while the run is driven) is waited for. */
async function whileAlone(lock: string, now: () => Date, work: () => Promise<void>): Promise<void> {
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
