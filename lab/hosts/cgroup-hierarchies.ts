/** A mounted cgroup tree: one of version 1's controllers, or the unified one. */
export type Hierarchy = { readonly path: string; readonly version: 1 | 2; readonly controllers: readonly string[] };

/** Reads /proc/self/mounts. A machine may have the unified tree only, or version 1's controllers beside it. */
export function hierarchies(mounts: string): readonly Hierarchy[] {
  return mounts.split("\n").flatMap((line): Hierarchy[] => {
    const [, path, type, options] = line.split(" ");
    if (path === undefined || options === undefined) return [];
    if (type === "cgroup2") return [{ path, version: 2, controllers: [] }];
    if (type === "cgroup") return [{ path, version: 1, controllers: options.split(",") }];
    return [];
  });
}

/** Where a process stands in each hierarchy, from its /proc/PID/cgroup. */
export function standsIn(trees: readonly Hierarchy[], procCgroup: string): readonly string[] {
  return procCgroup.split("\n").flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    const tree = trees.find((t) => (controllers === "" ? t.version === 2 : controllers.split(",").every((c) => t.controllers.includes(c))));
    return tree === undefined ? [] : [tree.path + path];
  });
}

/** The values a new version 1 cgroup needs before anything can be put into it. */
export const cpusetFiles = ["cpuset.cpus", "cpuset.mems"] as const;

/** The file that limits memory in this hierarchy, where it is the one that can. */
export function memoryLimitFile({ version, controllers }: Hierarchy): string | undefined {
  if (version === 2) return "memory.max";
  return controllers.includes("memory") ? "memory.limit_in_bytes" : undefined;
}

/** Where this hierarchy weighs cgroups against each other for the processors: the most that one can weigh, and what each does from the first. */
export function processorWeights({ version, controllers }: Hierarchy): { readonly file: string; readonly most: string; readonly usual: string } | undefined {
  if (version === 2) return { file: "cpu.weight", most: "10000", usual: "100" };
  return controllers.includes("cpu") ? { file: "cpu.shares", most: "262144", usual: "1024" } : undefined;
}
