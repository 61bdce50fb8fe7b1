import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cpusetFiles, hierarchies, memoryLimitFile, type Hierarchy } from "./cgroup-hierarchies.ts";

/** The cgroup trees of this machine. */
export const mountedHierarchies = async (): Promise<readonly Hierarchy[]> => hierarchies(await readFile("/proc/self/mounts", "utf8"));

/** Makes one cgroup of this name in every tree, so that no host sees or starves another; returns their directories. */
export async function makeCgroup(name: string, memoryMb: number | undefined): Promise<readonly string[]> {
  const trees = await mountedHierarchies();
  for (const tree of trees) {
    const directory = join(tree.path, name);
    if (tree.version === 2) await enableControllers(tree.path);
    await mkdir(directory, { recursive: true });
    if (tree.controllers.includes("cpuset")) {
      for (const file of cpusetFiles) await writeFile(join(directory, file), await readFile(join(tree.path, file)));
    }
    await limitMemory(tree, directory, memoryMb);
  }
  return trees.map(({ path }) => join(path, name));
}

/** On a unified machine systemd has done this already. Where it is refused, hosts run as well, only without limits. */
async function enableControllers(root: string): Promise<void> {
  const file = join(root, "cgroup.subtree_control");
  const available = (await readFile(join(root, "cgroup.controllers"), "utf8")).split(/\s+/);
  for (const controller of ["cpu", "memory", "pids"]) {
    if (available.includes(controller)) await writeFile(file, `+${controller}`).catch(() => undefined);
  }
}

async function limitMemory(tree: Hierarchy, directory: string, memoryMb: number | undefined): Promise<void> {
  const file = memoryLimitFile(tree);
  if (memoryMb === undefined || file === undefined || !existsSync(join(directory, file))) return;
  await writeFile(join(directory, file), String(memoryMb * 1024 * 1024));
}

/** Puts itself into each cgroup named before `--`, then becomes the command after it. */
const JOIN = 'set -e; until [ "$1" = -- ]; do echo $$ >"$1/cgroup.procs"; shift; done; shift; exec "$@"';

/** A command that runs inside these cgroups from its first instruction. */
export const inCgroups = (directories: readonly string[], argv: readonly string[]): readonly string[] => ["sh", "-c", JOIN, "sh", ...directories, "--", ...argv];
