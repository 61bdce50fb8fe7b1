import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";

const TOOL_SECONDS = 60;
/** Of blocks nobody has written: the file takes what is stored in it, and the machine's own disk is the real limit. */
const POOL_BYTES = 64 * 2 ** 30;

/** Where disks lie that can be copied in an instant: a file system of the lab's own, or the machine's where that can do it. */
export async function openPool(place: Pick<Place, "directory" | "pool" | "poolImage">): Promise<void> {
  await mkdir(place.pool, { recursive: true });
  if (await canCopyInAnInstant(place.pool)) return;
  await writeFile(place.poolImage, "");
  await truncate(place.poolImage, POOL_BYTES);
  await run("mkfs.xfs", ["-q", "-m", "reflink=1", place.poolImage]);
  await run("mount", ["-o", "loop,discard,noatime", place.poolImage, place.pool]);
}

async function canCopyInAnInstant(directory: string): Promise<boolean> {
  const [from, to] = [join(directory, "probe"), join(directory, "probe-copy")];
  await writeFile(from, "x".repeat(4096));
  try {
    await run("cp", ["--reflink=always", from, to]);
    return true;
  } catch {
    return false;
  } finally {
    for (const file of [from, to]) await rm(file, { force: true });
  }
}

const run = (file: string, args: readonly string[]): Promise<string> => runTool({ file, args, timeoutSeconds: TOOL_SECONDS });
