import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import type { MachineIdentity } from "../core/stack/state-lock.ts";
import type { Machine } from "../ports.ts";
import { isRunning, startOf } from "./process-table.ts";

/** The machine, or the container, that the kit runs on. */
export const thisMachine: Machine = {
  host: hostname(),
  identity,
  program: async (pid) => {
    if (!(await isRunning(pid))) return undefined;
    // A program may be known by the name it was called by, or by that of its file.
    return [await text(`/proc/${pid}/comm`), await target(`/proc/${pid}/exe`)].join(" ").trim();
  },
  self: async () => ({ machine: await tableOfProcesses(), pid: process.pid, started: await startOf(process.pid) }),
  isAtWork: async (named) => {
    if (named.machine !== (await tableOfProcesses())) return "unknown";
    return (await isRunning(named.pid)) && (await startOf(named.pid)) === named.started;
  },
};

async function identity(): Promise<MachineIdentity> {
  const [machine, boot, processes] = await Promise.all([text("/etc/machine-id"), text("/proc/sys/kernel/random/boot_id"), target("/proc/self/ns/pid")]);
  return { host: hostname(), machine, boot, processes };
}

/** Where process ids mean what they mean here: this boot of this machine, and within it this container. */
async function tableOfProcesses(): Promise<string> {
  const { host, boot, processes } = await identity();
  return createHash("sha256").update([host, boot, processes].join("\n")).digest("hex").slice(0, 16);
}

const text = (path: string): Promise<string> => readFile(path, "utf8").then((content) => content.trim(), () => "");
const target = (path: string): Promise<string> => readlink(path).catch(() => "");
