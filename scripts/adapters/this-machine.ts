import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import type { Machine } from "../ports.ts";
import { isRunning } from "./process-table.ts";

/** The machine, or the container, that the kit runs on. */
export const thisMachine: Machine = {
  identity: async () => {
    const [machine, boot, processes] = await Promise.all([text("/etc/machine-id"), text("/proc/sys/kernel/random/boot_id"), target("/proc/self/ns/pid")]);
    return { host: hostname(), machine, boot, processes };
  },
  program: async (pid) => {
    if (!(await isRunning(pid))) return undefined;
    // A program may be known by the name it was called by, or by that of its file.
    return [await text(`/proc/${pid}/comm`), await target(`/proc/${pid}/exe`)].join(" ").trim();
  },
};

const text = (path: string): Promise<string> => readFile(path, "utf8").then((content) => content.trim(), () => "");
const target = (path: string): Promise<string> => readlink(path).catch(() => "");
