import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { FailoverError } from "../core/errors.ts";
import type { Holder } from "../world.ts";
import { fileTrouble } from "./file-trouble.ts";
import { isRunning, startOf } from "./process-table.ts";

type Lock = Holder & { readonly started: string };
type Taken = { readonly release: () => Promise<void> } | { readonly heldBy: Holder };

/** Clearing takes milliseconds; a marker older than this was left by a process that died in the middle of it. */
const CLEARING_SECONDS = 10;

/** Locks appear whole, so a torn one was on its way to the disk when the power failed: its holder is gone. */
const torn: Lock = { pid: 0, host: "", since: "", started: "" };

/** Takes a lock, or refuses with its holder's name. */
export async function hold(path: string, now: Date): Promise<{ readonly release: () => Promise<void> }> {
  const taken = await take(path, now).catch(fileTrouble(path));
  if ("heldBy" in taken) throw heldBy(path, taken.heldBy);
  return { release: () => taken.release().catch(fileTrouble(path)) };
}

/** Says who is in the way. */
export const heldBy = (path: string, { pid, host, since }: Holder): FailoverError =>
  new FailoverError("JOURNAL_HELD", { path, holder: `process ${pid} on ${host}, since ${since}` });

/** The living holder of a lock, if there is one. */
export async function holderOf(path: string): Promise<Holder | undefined> {
  const lock = await read(path);
  return lock !== undefined && (await isAlive(lock)) ? { pid: lock.pid, host: lock.host, since: lock.since } : undefined;
}

/** A lock file naming its holder. Taken whole or not at all; one whose holder is dead counts as free. */
export async function take(path: string, now: Date): Promise<Taken> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine: Lock = { pid: process.pid, host: hostname(), since: now.toISOString(), started: await startOf(process.pid) };
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(beside, JSON.stringify(mine), { mode: 0o600 });
    for (;;) {
      if (await linked(beside, path)) return { release: () => rm(path, { force: true }) };
      const other = await read(path);
      if (other !== undefined && (await isAlive(other))) return { heldBy: other };
      await clearDead(path, beside);
    }
  } finally {
    await rm(beside, { force: true });
  }
}

/** Removes a dead holder's lock. One process at a time, or the second would remove what the first has just taken. */
async function clearDead(path: string, beside: string): Promise<void> {
  const marker = `${path}.clearing`;
  if (!(await linked(beside, marker))) {
    const ageSeconds = await stat(marker).then(({ ctimeMs }) => (Date.now() - ctimeMs) / 1000, () => 0);
    if (ageSeconds > CLEARING_SECONDS) await rm(marker, { force: true });
    await wait(5);
    return;
  }
  try {
    const other = await read(path);
    if (other !== undefined && !(await isAlive(other))) await rm(path, { force: true });
  } finally {
    await rm(marker, { force: true });
  }
}

/** A process of another machine cannot be judged from here, so it counts as alive. */
async function isAlive(lock: Lock): Promise<boolean> {
  const { pid, host, started } = lock;
  if (lock === torn) return false;
  if (host !== hostname()) return true;
  return (await isRunning(pid)) && (await startOf(pid)) === started;
}

const linked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    },
  );

const read = async (path: string): Promise<Lock | undefined> => {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Lock;
  } catch {
    return torn;
  }
};
