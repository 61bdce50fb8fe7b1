import { existsSync } from "node:fs";
import { open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { removeCgroup } from "../hosts/cgroup-removal.ts";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { NAMESPACES, namespacesOf, observe } from "./observe.ts";
import { clearingPlan, describeRemains, type Clearing, type LabProcess, type Remains } from "./remains.ts";

const END_SECONDS = 10;
const TOOL_SECONDS = 30;
const PAUSE_MS = 50;

/** Ends and removes everything of this lab, and returns what is still there afterwards. `patienceSeconds` is how long hosts may take to shut down by themselves. */
export async function clear(place: Place, patienceSeconds: number): Promise<readonly string[]> {
  const known = await namespacesOf(place);
  // The kernel gives the number of a namespace that is gone to the next one: held open, another lab's cannot be taken for ours.
  const held = await Promise.all([...known.values()].map((name) => open(join(NAMESPACES, name)).catch(() => undefined)));
  try {
    return await clearKnown(place, known, patienceSeconds);
  } finally {
    for (const handle of held) await handle?.close();
  }
}

async function clearKnown(place: Place, known: ReadonlyMap<string, string>, patienceSeconds: number): Promise<readonly string[]> {
  const look = (): Promise<Remains> => observe(place, known);
  const found = await look();
  if (patienceSeconds > 0) await shutDown(found.processes, look, patienceSeconds);
  const remains = await look();
  for (const clearing of clearingPlan(remains)) await carryOut(clearing, look).catch((error: unknown) => console.error(String(error)));
  if (remains.namespaces.length > 0) await removeEmptyNamespaceDirectory();
  return describeRemains(await look());
}

/** `ip netns` mounts the directory of namespaces onto itself for the first one and leaves it there after the last. */
async function removeEmptyNamespaceDirectory(): Promise<void> {
  if ((await readdir(NAMESPACES)).length > 0) return;
  // Refused where another lab has just begun to use it, and then it is not ours to remove.
  await runTool({ file: "umount", args: [NAMESPACES], timeoutSeconds: TOOL_SECONDS }).catch(() => undefined);
}

/** nspawn asks the machine inside to shut down when it is asked to end itself. */
async function shutDown(processes: readonly LabProcess[], look: () => Promise<Remains>, patienceSeconds: number): Promise<void> {
  const machines = (all: readonly LabProcess[]): readonly LabProcess[] => all.filter(({ name }) => name.startsWith("systemd-nspawn"));
  machines(processes).forEach(({ pid }) => signal(pid, "SIGTERM"));
  await until(async () => machines((await look()).processes).length === 0, patienceSeconds);
}

async function carryOut(clearing: Clearing, look: () => Promise<Remains>): Promise<void> {
  switch (clearing.kind) {
    case "end":
      return endAll(look);
    case "unmount":
      return void (await runTool({ file: "umount", args: ["--lazy", clearing.path], timeoutSeconds: TOOL_SECONDS }));
    case "remove-namespace":
      return void (await runTool({ file: "ip", args: ["netns", "delete", clearing.name], timeoutSeconds: TOOL_SECONDS }));
    case "remove-cgroup":
      return removeCgroup(clearing.path);
    case "remove-file":
      return void (await runTool({ file: "rm", args: ["-rf", "--one-file-system", clearing.path], timeoutSeconds: TOOL_SECONDS }));
    default:
      return clearing satisfies never;
  }
}

/** Again and again, because a process may start another between the look and the signal. */
async function endAll(look: () => Promise<Remains>): Promise<void> {
  await until(async () => {
    const { processes, cgroups } = await look();
    processes.forEach(({ pid }) => signal(pid, "SIGKILL"));
    await Promise.all(cgroups.map(thaw));
    return processes.length === 0;
  }, END_SECONDS);
}

/** A frozen process does not even notice that it has been killed. */
async function thaw(cgroup: string): Promise<void> {
  const files = [[`${cgroup}/freezer.state`, "THAWED"], [`${cgroup}/cgroup.freeze`, "0"]] as const;
  for (const [file, word] of files) if (existsSync(file)) await writeFile(file, word).catch(() => undefined);
}

async function until(isDone: () => Promise<boolean>, limitSeconds: number): Promise<void> {
  const deadline = performance.now() + limitSeconds * 1000;
  while (!(await isDone()) && performance.now() < deadline) await wait(PAUSE_MS);
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself since the look.
  }
}
