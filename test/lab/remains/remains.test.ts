import { expect, test } from "vitest";
import { clearingPlan, describeRemains, type Remains } from "../../../lab/remains/remains.ts";

const nothing: Remains = { processes: [], mounts: [], namespaces: [], cgroups: [], files: [] };
const daemon = { pid: 12, name: "node", where: "fkabc123-net" };

test("a lab that is gone needs no clearing and has nothing to tell", () => {
  expect(clearingPlan(nothing)).toEqual([]);
  expect(describeRemains(nothing)).toEqual([]);
});

test("whoever holds something goes before what is held", () => {
  const plan = clearingPlan({ processes: [daemon], mounts: ["/c/.lab/hosts/a/root"], namespaces: ["fkabc123-net"], cgroups: ["/sys/fs/cgroup/fkabc123-a"], files: ["/c/.lab/hosts"] });
  expect(plan.map(({ kind }) => kind)).toEqual(["end", "unmount", "remove-namespace", "remove-cgroup", "remove-file"]);
});

test("the innermost mount goes before the one around it", () => {
  const plan = clearingPlan({ ...nothing, mounts: ["/c/.lab/hosts/a/root", "/c/.lab/hosts/a/root/var/lib"] });
  expect(plan).toEqual([
    { kind: "unmount", path: "/c/.lab/hosts/a/root/var/lib" },
    { kind: "unmount", path: "/c/.lab/hosts/a/root" },
  ]);
});

test("every kind of thing that is left is told", () => {
  expect(describeRemains({ processes: [daemon], mounts: ["/m"], namespaces: ["n"], cgroups: ["/g"], files: ["/f"] })).toEqual([
    "process 12 (node) in fkabc123-net",
    "mount /m",
    "network namespace n",
    "cgroup /g",
    "file /f",
  ]);
});
