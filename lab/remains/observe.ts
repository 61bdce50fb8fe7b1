import { existsSync } from "node:fs";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { mountedHierarchies } from "../hosts/cgroup.ts";
import { mark, type Place } from "../place.ts";
import { labMounts, whereInLab, type SeenProcess } from "./recognize.ts";
import type { LabProcess, Remains } from "./remains.ts";

/** Where `ip netns` keeps its namespaces. */
export const NAMESPACES = "/run/netns";

/** Looks for everything this lab may have left. `known` are namespaces seen before: their processes outlive their names. */
export async function observe(place: Place, known: ReadonlyMap<string, string> = new Map()): Promise<Remains> {
  const present = await namespacesOf(place);
  const nspawn = ["propagate", "unix-export"].map((part) => `/run/systemd/nspawn/${part}`);
  const leftovers = await Promise.all(nspawn.map((directory) => marked(place, directory)));
  return {
    processes: await processesOf(place, new Map([...known, ...present])),
    mounts: labMounts(place, await readFile("/proc/self/mountinfo", "utf8")),
    namespaces: [...present.values()],
    cgroups: (await Promise.all((await mountedHierarchies()).map(({ path }) => marked(place, path)))).flat(),
    files: [...[place.socket, place.rdsSocket, place.record, place.hosts, place.volumes, place.pool, place.poolImage, place.operator, place.secondOperator, place.etc].filter(existsSync), ...leftovers.flat()],
  };
}

/** This lab's named namespaces, by the identity the kernel gives them. */
export async function namespacesOf(place: Place): Promise<ReadonlyMap<string, string>> {
  const names = (await entries(NAMESPACES)).filter((name) => name.startsWith(mark(place)));
  return new Map(await Promise.all(names.map(async (name) => [`net:[${(await stat(join(NAMESPACES, name))).ino}]`, name] as const)));
}

const marked = async (place: Place, directory: string): Promise<readonly string[]> =>
  (await entries(directory)).filter((name) => name.startsWith(mark(place))).map((name) => join(directory, name));

const entries = (directory: string): Promise<readonly string[]> => readdir(directory).catch(() => []);

async function processesOf(place: Place, namespaces: ReadonlyMap<string, string>): Promise<readonly LabProcess[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const seen = await Promise.all(pids.map(look));
  return seen.flatMap((process) => {
    const where = process === undefined ? undefined : whereInLab(place, process, namespaces);
    return process === undefined || where === undefined ? [] : [{ pid: process.pid, name: process.name, where }];
  });
}

/** Undefined for a process that has ended meanwhile, or has ended and waits for its parent. */
async function look(pid: number): Promise<SeenProcess | undefined> {
  try {
    const [status, netns, cgroup] = await Promise.all([readFile(`/proc/${pid}/status`, "utf8"), readlink(`/proc/${pid}/ns/net`), readFile(`/proc/${pid}/cgroup`, "utf8")]);
    return { pid, name: /^Name:\s+(.*)$/m.exec(status)?.[1] ?? "", netns, cgroup };
  } catch {
    return undefined;
  }
}
