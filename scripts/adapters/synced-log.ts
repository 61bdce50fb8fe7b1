import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { SyncedLog } from "../core/notices/mail.ts";
import { fileTrouble } from "./file-trouble.ts";

type Waiting = { readonly text: string; readonly done: () => void; readonly failed: (error: unknown) => void };

/** A file that only grows, each line on disk before `append` resolves; lines that wait share one write. A torn last line is a crash, and is cut off. */
export async function syncedLog(path: string): Promise<SyncedLog> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a+", 0o600).catch(fileTrouble(path));
  const before = await file.readFile("utf8");
  const whole = before.slice(0, before.lastIndexOf("\n") + 1);
  if (whole.length < before.length) await file.truncate(Buffer.byteLength(whole));
  await syncDirectory(dirname(path));

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const these = waiting;
      waiting = [];
      try {
        await file.appendFile(these.map(({ text }) => text).join(""));
        await file.datasync();
        for (const { done } of these) done();
      } catch (error) {
        for (const { failed } of these) failed(error);
      }
    }
    writing = undefined;
  };
  return {
    before: whole,
    append: (text) =>
      new Promise<void>((done, failed) => {
        waiting.push({ text, done, failed });
        writing ??= write();
      }).catch(fileTrouble(path)),
    close: async () => {
      await writing;
      await file.close();
    },
  };
}

/** A new file is found after a crash only once its directory is on disk, too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
