import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../place.ts";
import { runTool } from "../setup/run-tool.ts";
import { deskOf, type Desk } from "./desk.ts";

const GIT_SECONDS = 60;

/**
 * Gives the second operator what a colleague has: a fresh clone of the kit, and the company's project as it stands now,
 * without anything the first operator's kit keeps for itself in `.failover/`. Nothing is downloaded.
 */
export async function seatSecondOperator(place: Place): Promise<Desk> {
  const desk = deskOf(place, "second-operator");
  await rm(place.secondOperator, { recursive: true, force: true });
  await mkdir(join(desk.home, "tmp"), { recursive: true });
  await cloneKit(place, desk);
  await Promise.all([
    copyProject(place, desk),
    cp(join(place.pulumiHome, "plugins"), join(desk.pulumiHome, "plugins"), { recursive: true }),
  ]);
  return desk;
}

/** The clone's packages and its bundle are this clone's own: what `npm ci` and `npm run build` would make of the same files. */
async function cloneKit(place: Place, { clone, home }: Desk): Promise<void> {
  // The lab runs as root, in clones that belong to people; git asks for a word before it trusts one.
  const trust = join(home, ".gitconfig");
  await writeFile(trust, "[safe]\n\tdirectory = *\n");
  const git = (args: readonly string[], input?: string): Promise<string> =>
    runTool({ file: "git", args, timeoutSeconds: GIT_SECONDS, env: { GIT_CONFIG_GLOBAL: trust }, ...(input === undefined ? {} : { input }) });
  await git(["clone", "--quiet", place.clone, clone]);
  // runTool takes the last newline away, and a patch needs it.
  const changes = await git(["-C", place.clone, "diff", "--binary", "HEAD"]);
  if (changes !== "") await git(["-C", clone, "apply", "--whitespace=nowarn"], `${changes}\n`);
  const untracked = (await git(["-C", place.clone, "ls-files", "--others", "--exclude-standard", "-z"])).split("\0").filter(Boolean);
  for (const file of untracked) await cp(join(place.clone, file), join(clone, file), { recursive: true });
  await writeFile(join(clone, ".git/info/exclude"), "node_modules\n");
  await symlink(join(place.clone, "node_modules"), join(clone, "node_modules"));
  await cp(join(place.clone, "dist"), join(clone, "dist"), { recursive: true });
}

async function copyProject(place: Place, { site }: Desk): Promise<void> {
  const kept = join(place.site, ".failover");
  await cp(place.site, site, { recursive: true, filter: (path) => path !== kept });
  const file = join(site, "environment.json");
  const variables = JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  await writeFile(file, JSON.stringify(moved(variables, place.site, site), null, 2), { mode: 0o600 });
}

/** The same variables with each path into one directory leading into another. */
export const moved = (variables: Readonly<Record<string, string>>, from: string, to: string): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value === from || value.startsWith(`${from}/`) ? to + value.slice(from.length) : value]));
