import { mark, type Place } from "../place.ts";

/** What /proc says about a process. */
export type SeenProcess = { readonly pid: number; readonly name: string; readonly netns: string; readonly cgroup: string };

/** Where in this lab a process is: in one of its cgroups or in one of its namespaces; undefined when it is none of ours. */
export function whereInLab(place: Place, seen: SeenProcess, namespaces: ReadonlyMap<string, string>): string | undefined {
  const own = mark(place);
  const cgroup = seen.cgroup
    .split("\n")
    .flatMap((line) => line.split(":").slice(2).join(":").split("/").slice(1, 2))
    .find((top) => top.startsWith(own));
  return cgroup ?? namespaces.get(seen.netns);
}

/** The mount points of this lab in the text of /proc/self/mountinfo. */
export function labMounts(place: Place, mountinfo: string): readonly string[] {
  const nspawn = /^\/run\/systemd\/nspawn\/(propagate|unix-export)\//;
  return mountinfo
    .split("\n")
    .map((line) => unescapeMount(line.split(" ")[4] ?? ""))
    .filter((path) => path.startsWith(`${place.directory}/`) || (nspawn.test(path) && path.includes(`/${mark(place)}`)));
}

/** The kernel writes blanks and backslashes in paths as octal numbers. */
const unescapeMount = (path: string): string => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
