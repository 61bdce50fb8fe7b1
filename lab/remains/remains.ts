/** A process that belongs to the lab, and what tells so. */
export type LabProcess = { readonly pid: number; readonly name: string; readonly where: string };

/** Everything of a lab that is still there, as one look at the machine shows it. */
export type Remains = {
  readonly processes: readonly LabProcess[];
  readonly mounts: readonly string[];
  readonly namespaces: readonly string[];
  readonly cgroups: readonly string[];
  readonly files: readonly string[];
};

/** One line for each thing that is still there; none when the lab is gone. */
export const describeRemains = ({ processes, mounts, namespaces, cgroups, files }: Remains): readonly string[] => [
  ...processes.map(({ pid, name, where }) => `process ${pid} (${name}) in ${where}`),
  ...mounts.map((path) => `mount ${path}`),
  ...namespaces.map((name) => `network namespace ${name}`),
  ...cgroups.map((path) => `cgroup ${path}`),
  ...files.map((path) => `file ${path}`),
];

/** One step of clearing up. */
export type Clearing =
  | { readonly kind: "end"; readonly processes: readonly LabProcess[] }
  | { readonly kind: "unmount"; readonly path: string }
  | { readonly kind: "remove-namespace"; readonly name: string }
  | { readonly kind: "remove-cgroup"; readonly path: string }
  | { readonly kind: "remove-file"; readonly path: string };

/** What to do about it, in order: whoever holds something goes first, and the innermost mount before the one around it. */
export const clearingPlan = ({ processes, mounts, namespaces, cgroups, files }: Remains): readonly Clearing[] => [
  ...(processes.length === 0 ? [] : [{ kind: "end" as const, processes }]),
  ...[...mounts].sort((a, b) => b.length - a.length || (a < b ? 1 : -1)).map((path) => ({ kind: "unmount" as const, path })),
  ...namespaces.map((name) => ({ kind: "remove-namespace" as const, name })),
  ...cgroups.map((path) => ({ kind: "remove-cgroup" as const, path })),
  ...files.map((path) => ({ kind: "remove-file" as const, path })),
];
