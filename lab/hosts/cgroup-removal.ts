import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const ATTEMPTS = 40;
const PAUSE_MS = 50;

/** Removes a cgroup and those below it; a process that has just ended may keep one busy for a moment. */
export async function removeCgroup(directory: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await removeTree(directory);
      return;
    } catch (error) {
      if (isMissing(error)) return;
      if (attempt === ATTEMPTS) throw error;
      await wait(PAUSE_MS);
    }
  }
}

async function removeTree(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(directory, entry.name));
  }
  await rmdir(directory);
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
