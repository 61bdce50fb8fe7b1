import { expect, test } from "vitest";
import { hierarchies, memoryLimitFile, processorWeights, standsIn } from "../../../lab/hosts/cgroup-hierarchies.ts";

const unified = "sysfs /sys sysfs rw,nosuid 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nsdelegate 0 0\n";
const hybrid = `tmpfs /sys/fs/cgroup tmpfs rw,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,xattr,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;

test("a unified machine has one tree", () => {
  expect(hierarchies(unified)).toEqual([{ path: "/sys/fs/cgroup", version: 2, controllers: [] }]);
});

test("a hybrid machine has version 1's controllers beside the unified tree", () => {
  expect(hierarchies(hybrid).map(({ path, version }) => `${version} ${path}`)).toEqual([
    "1 /sys/fs/cgroup/cpu,cpuacct",
    "1 /sys/fs/cgroup/memory",
    "1 /sys/fs/cgroup/systemd",
    "2 /sys/fs/cgroup/unified",
  ]);
});

test("memory is limited where the memory controller is", () => {
  expect(hierarchies(hybrid).map(memoryLimitFile)).toEqual([undefined, "memory.limit_in_bytes", undefined, "memory.max"]);
});

test("a process is followed into every tree it stands in", () => {
  expect(standsIn(hierarchies(unified), "0::/fkabc123-app/payload/init.scope\n")).toEqual(["/sys/fs/cgroup/fkabc123-app/payload/init.scope"]);
  expect(standsIn(hierarchies(hybrid), "4:name=systemd:/a/init.scope\n3:memory:/a\n2:cpu,cpuacct:/a\n0::/a/init.scope\n")).toEqual([
    "/sys/fs/cgroup/systemd/a/init.scope",
    "/sys/fs/cgroup/memory/a",
    "/sys/fs/cgroup/cpu,cpuacct/a",
    "/sys/fs/cgroup/unified/a/init.scope",
  ]);
});

test("a controller that is mounted nowhere is passed over", () => {
  expect(standsIn(hierarchies(unified), "5:net_cls:/\n0::/a\n")).toEqual(["/sys/fs/cgroup/a"]);
});

test("hosts are weighed against each other where the processor's controller is", () => {
  expect(hierarchies(hybrid).map((tree) => processorWeights(tree)?.file)).toEqual(["cpu.shares", undefined, undefined, "cpu.weight"]);
});
