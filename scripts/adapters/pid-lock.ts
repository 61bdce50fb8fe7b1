import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { Holder } from "../world.ts";

type Lock = Holder & { readonly started: string };

/** A lock file naming its holder. Taken whole or not at all; one whose holder is dead counts as free. */
export async function take(path: string, now: Date): Promise<{ readonly release: () => Promise<void> } | { readonly heldBy: Holder }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine: Lock = { pid: process.pid, host: hostname(), since: now.toISOString(), started: await startOf(process.pid) };
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(beside, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      if (await linked(beside, path)) return { release: () => rm(path, { force: true }) };
      const other = await read(path);
      if (other !== undefined && (await isAlive(other))) return { heldBy: other };
      if (other !== undefined) await clear(path, other);
    }
  } finally {
    await rm(beside, { force: true });
  }
}

/** Takes a lock, or refuses with its holder's name. */
export async function hold(path: string, now: Date): Promise<{ readonly release: () => Promise<void> }> {
  const taken = await take(path, now);
  if ("heldBy" in taken) throw heldBy(path, taken.heldBy);
  return taken;
}

/** Says who is in the way. */
export const heldBy = (path: string, { pid, host, since }: Holder): FailoverError =>
  new FailoverError("JOURNAL_HELD", { path, holder: `process ${pid} on ${host}, since ${since}` });

/** The living holder of a lock, if there is one. */
export async function holderOf(path: string): Promise<Holder | undefined> {
  const lock = await read(path);
  return lock !== undefined && (await isAlive(lock)) ? { pid: lock.pid, host: lock.host, since: lock.since } : undefined;
}

/** Moves a dead holder's lock away; if another process was faster and it is now a living one's, puts it back. */
async function clear(path: string, dead: Lock): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  const moved = await rename(path, aside).then(() => true, () => false);
  if (!moved) return;
  const found = await read(aside);
  if (found !== undefined && (found.pid !== dead.pid || found.started !== dead.started)) await linked(aside, path);
  await rm(aside, { force: true });
}

const linked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );

const read = async (path: string): Promise<Lock | undefined> => {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Lock);
};

/** A process of another machine cannot be judged from here, so it counts as alive. */
async function isAlive({ pid, host, started }: Lock): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return (await startOf(pid)) === started;
}

/** When a process began, in the kernel's count: process ids are used again. Empty where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
