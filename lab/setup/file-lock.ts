import { rmSync } from "node:fs";
import { open, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./setup-error.ts";

/** How a lock is kept and judged; tests use shorter times. `doing` says what a living holder is about. */
export type LockTimes = { readonly beatSeconds: number; readonly staleSeconds: number; readonly patienceSeconds: number; readonly doing: string };

const times: LockTimes = { beatSeconds: 1, staleSeconds: 15, patienceSeconds: 30 * 60, doing: "set-up" };

/**
 * Runs `work` while no other process holds `path`. A holder touches its file every second, so a dead
 * one is recognised by its silence: process ids would mean nothing in another container.
 */
export async function whileHolding<T>(path: string, work: () => Promise<T>, wanted: Partial<LockTimes> = {}): Promise<T> {
  const { beatSeconds, staleSeconds, patienceSeconds, doing } = { ...times, ...wanted };
  const giveUpAt = Date.now() + patienceSeconds * 1000;
  while (!(await take(path))) {
    if (await isSilent(path, staleSeconds)) await rm(path, { force: true });
    else if (Date.now() > giveUpAt) throw stillHeld(path, patienceSeconds, doing);
    else await sleep(beatSeconds * 500);
  }
  const beat = setInterval(() => void touch(path), beatSeconds * 1000);
  // Whoever ends in the middle says so, and nobody has to wait for silence.
  const leave = (): void => rmSync(path, { force: true });
  process.once("exit", leave);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.removeListener("exit", leave);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isSilent(path: string, staleSeconds: number): Promise<boolean> {
  const ageMilliseconds = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
  return ageMilliseconds > staleSeconds * 1000;
}

/** A lock file that someone removed is no reason to stop the work under way. */
const touch = (path: string): Promise<void> => utimes(path, new Date(), new Date()).catch(() => undefined);

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && "code" in error && error.code === code;

const stillHeld = (path: string, seconds: number, doing: string): SetupError =>
  new SetupError(
    `another ${doing} has not finished`,
    `${path} has been held by a living process for ${seconds} s`,
    "wait for the other one to end, or end it, and type the same command again",
  );
