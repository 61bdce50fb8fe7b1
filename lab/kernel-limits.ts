import { readFile, writeFile } from "node:fs/promises";

const FILE = "/proc/sys/fs/inotify/max_user_instances";
const ENOUGH = 1024;

/** Each booted host uses a handful of inotify instances, and the kernel's usual 128 end at thirty hosts. Raises, never lowers. */
export async function raiseKernelLimits(): Promise<void> {
  if (Number(await readFile(FILE, "utf8")) < ENOUGH) await writeFile(FILE, String(ENOUGH));
}
