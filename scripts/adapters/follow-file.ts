import { open, type FileHandle } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const CHUNK_BYTES = 256 * 1024;
/** What a writer adds meanwhile is less than a chunk or two. */
const PAUSE_MILLISECONDS = 100;

/** Reads a file behind its writer, who only appends; ends once `whole` has resolved and all is read. It need not be there yet. */
export async function* followFile(path: string, whole: Promise<unknown>): AsyncGenerator<Uint8Array> {
  const over = new AbortController();
  let state: "growing" | "whole" | { readonly failed: unknown } = "growing";
  void whole.then(() => (state = "whole"), (failed: unknown) => (state = { failed })).finally(() => over.abort());
  // Every chunk is read into the same memory: as much passes through here as a database is large.
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let file: FileHandle | undefined;
  const now = (): typeof state => state;
  try {
    for (let position = 0; ; ) {
      const found = now();
      if (typeof found === "object") throw found.failed;
      file ??= await openIfThere(path, found === "whole");
      const bytesRead = file === undefined ? 0 : (await file.read(buffer, 0, buffer.length, position)).bytesRead;
      position += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      // What is read after the file was said to be whole is all there is.
      else if (found === "whole") return;
      // Its end wakes the wait; to race with it would leave something hanging on it at each look, for as long as a dump takes.
      if (bytesRead < buffer.length && now() === "growing") await wait(PAUSE_MILLISECONDS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  } finally {
    await file?.close();
  }
}

async function openIfThere(path: string, must: boolean): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (must || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
