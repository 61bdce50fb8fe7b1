import { constants, createReadStream, open as openWith } from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 2_000;
const CHUNK_BYTES = 1024 * 1024;

/** As a number, not a handle: the socket closes it. */
const open = promisify(openWith);

/**
 * Puts a whole file in the place of a pipe: from now on its name leads to the file. Who waits at the pipe to read it is given the
 * file's bytes. Who had only just found the pipe may come to wait a moment later, so it is looked for until the signal.
 */
export async function replacePipe(from: string, pipe: string, until: AbortSignal): Promise<void> {
  const aside = `${pipe}.waiting`;
  await link(pipe, aside);
  await rename(from, pipe);
  try {
    for (let pause = FIRST_LOOK_MS; !until.aborted; pause = Math.min(pause * 2, SLOWEST_LOOK_MS)) {
      const reader = await readerAt(aside);
      if (reader !== undefined) return await feed(reader, pipe);
      // Not by the signal: there may be thousands of pipes, and nobody waits for this.
      await wait(pause, undefined, { ref: false });
    }
  } finally {
    await rm(aside, { force: true });
  }
}

/** A pipe opens for writing without waiting only where somebody reads. */
const readerAt = (pipe: string): Promise<number | undefined> =>
  open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if (codeOf(error) === "ENXIO") return undefined;
    throw error;
  });

/** A reader that ends before the file does says why itself. */
const feed = (fd: number, file: string): Promise<void> =>
  pipeline(createReadStream(file, { highWaterMark: CHUNK_BYTES }), new Socket({ fd, readable: false, writable: true })).catch((error: unknown) => {
    if (codeOf(error) !== "EPIPE") throw error;
  });

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
