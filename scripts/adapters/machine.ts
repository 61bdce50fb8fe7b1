import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import type { Machine } from "../ports.ts";
import { isRunning, startOf } from "./process-table.ts";

/**
 * Names this machine since its last start, and the table its process ids are in: a container's ids mean nothing outside.
 * Where the system tells neither, the host's name has to do.
 */
async function identity(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const table = await readlink("/proc/self/ns/pid").catch(() => "");
  return createHash("sha256").update([hostname(), boot, table].join("\n")).digest("hex").slice(0, 16);
}

let known: Promise<string> | undefined;
const machineId = (): Promise<string> => (known ??= identity());

/** The machine this process runs on. */
export const machine: Machine = {
  host: hostname(),
  self: async () => ({ machine: await machineId(), pid: process.pid, started: await startOf(process.pid) }),
  isAtWork: async (named) => {
    if (named.machine !== (await machineId())) return "unknown";
    return (await isRunning(named.pid)) && (await startOf(named.pid)) === named.started;
  },
};
