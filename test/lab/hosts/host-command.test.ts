import { execa } from "execa";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inCgroups } from "../../../lab/hosts/cgroup.ts";
import { bootArguments, hostPaths, machineName, mountArguments } from "../../../lab/hosts/host-command.ts";
import { insideArguments } from "../../../lab/hosts/inside.ts";
import { placeOf } from "../../../lab/place.ts";

const place = placeOf("/somewhere/clone");

test("a host boots on its own disk, on its network's bridge, under a name that carries the lab's id", () => {
  const argv = bootArguments(place, { name: "app-1", network: "gcp" });
  expect(argv).toContain("--network-bridge=br-gcp");
  expect(argv).toContain("--hostname=app-1");
  expect(argv.join(" ")).toContain(`--directory /somewhere/clone/.lab/hosts/app-1/root --machine fk${place.id}-app-1`);
});

test("the image is never written to: the host's own layer lies over it", () => {
  expect(mountArguments("/cache/image", hostPaths(place, "app-1"))).toEqual([
    ...["-t", "overlay", "overlay", "-o"],
    "lowerdir=/cache/image,upperdir=/somewhere/clone/.lab/hosts/app-1/upper,workdir=/somewhere/clone/.lab/hosts/app-1/work",
    "/somewhere/clone/.lab/hosts/app-1/root",
  ]);
});

test("two clones never share a machine's name", () => {
  expect(machineName(place, "app-1")).not.toBe(machineName(placeOf("/elsewhere/clone"), "app-1"));
});

test("a command inside a host is in all of the host's namespaces and has a time limit", () => {
  const argv = insideArguments(4711, ["/sys/fs/cgroup/a"], ["psql", "--version"], 30);
  for (const namespace of ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root"]) expect(argv).toContain(namespace);
  expect(argv.slice(-5)).toEqual(["timeout", "--kill-after=2", "30", "psql", "--version"]);
});

test("a process has joined its cgroups before the first instruction of its own, and its words reach it unchanged", async () => {
  const directory = await mkdtemp(join(tmpdir(), "cgroup-"));
  try {
    const [file = "", ...args] = inCgroups([directory], ["sh", "-c", 'echo "$$"; echo "$1"', "sh", "two  words; $HOME"]);
    const { stdout } = await execa(file, args, { timeout: 5000 });
    const [pid, word] = stdout.split("\n");
    expect(word).toBe("two  words; $HOME");
    expect((await readFile(join(directory, "cgroup.procs"), "utf8")).trim()).toBe(pid);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a cgroup that cannot be joined keeps the command from running", async () => {
  const [file = "", ...args] = inCgroups(["/no/such/cgroup"], ["echo", "ran"]);
  const { exitCode, stdout } = await execa(file, args, { reject: false, timeout: 5000 });
  expect(exitCode).not.toBe(0);
  expect(stdout).toBe("");
});
