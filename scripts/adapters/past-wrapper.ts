import { readdir, readFile, realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Command } from "../core/commands/command.ts";

/** Where programs are looked for, where Debian puts the clients of each version, where libpq is to look for its settings, where local servers wait for clients, where each has its own settings, and which files say of users which of them is theirs; `isTold`: our own environment says which server is meant. */
export type Clients = { readonly path: string; readonly versions: string; readonly settings: string; readonly sockets: string; readonly clusters: string; readonly maps: readonly string[]; readonly isTold: boolean };

/** Of a user, and of all; the user's own lies where HOME says, which runuser hands on, or else where the server's has its home. https://manpages.debian.org/bookworm/postgresql-client-common/pg_wrapper.1.en.html */
const maps = (): readonly string[] => [join(process.env["HOME"] ?? "/var/lib/postgresql", ".postgresqlrc"), join(process.env["PGSYSCONFDIR"] ?? "/etc/postgresql-common", "user_clusters")];

/** This machine's. */
export const clients = (): Clients => ({ path: process.env["PATH"] ?? "", versions: "/usr/lib/postgresql", settings: process.env["PGSYSCONFDIR"] ?? "/etc/postgresql-common", sockets: "/var/run/postgresql", clusters: process.env["PG_CLUSTER_CONF_ROOT"] ?? "/etc/postgresql", maps: maps(), isTold: ["PGHOST", "PGPORT", "PGCLUSTER", "PGSERVICE"].some((name) => process.env[name] !== undefined) });

/** Of these the script takes the newest for a server that is named, of psql for any; of others the one of the server's version. */
const NEWEST = ["psql", "pg_dump"];
const OF_SERVER = ["pg_restore", "vacuumdb"];

/** A client as a command names it: at once, or behind the program that runs it as the server's own user. */
type Client = { readonly name: string; readonly server: "named" | "here" | "none"; readonly as: (path: string) => Command };

function clientOf(command: Command): Client | undefined {
  const { file, args, env = {} } = command;
  const at = file === "runuser" ? args.indexOf("--") + 1 : undefined;
  const name = at === undefined ? file : (args[at] ?? "");
  const as = (path: string): Command => (at === undefined ? { ...command, file: path } : { ...command, args: args.with(at, path) });
  if (at !== undefined) return ["psql", ...OF_SERVER].includes(name) && env["PGHOST"] === undefined && env["PGPORT"] === undefined ? { name, server: "here", as } : undefined;
  if (env["PGHOST"] !== undefined) return NEWEST.includes(name) ? { name, server: "named", as } : undefined;
  return name === "pg_restore" && !args.some((word) => word.startsWith("--dbname")) ? { name, server: "none", as } : undefined;
}

/**
 * Debian's clients are a script that looks for the right one and becomes it, which takes longer than the client's own start. Where there is no doubt which that is,
 * it is begun at once: of a server that is named, of the only one that waits on this machine, and to read an archive. Everything else is left as it is.
 */
export async function pastWrapper(command: Command, { path, versions, settings, ...here }: Clients): Promise<Command> {
  const asked = clientOf(command);
  if (asked === undefined || !(await isWrapped(asked.name, path))) return command;
  const port = asked.server === "here" ? await onlyPort(here) : undefined;
  if (asked.server === "here" && port === undefined) return command;
  const [newest, ...others] = await newestFirst(asked.name, versions);
  if (newest === undefined || (others.length > 0 && OF_SERVER.includes(asked.name))) return command;
  const begun = asked.as(newest);
  return { ...begun, env: { PGSYSCONFDIR: settings, ...(port === undefined ? {} : { PGPORT: port }), ...begun.env } };
}

/** The port of the server that waits here, if there is one and no second, not even one that is down just now: of several, the script knows which is meant. */
async function onlyPort({ sockets, clusters, maps: says, isTold }: Pick<Clients, "sockets" | "clusters" | "maps" | "isTold">): Promise<string | undefined> {
  if (isTold || (await clusterCount(clusters)) > 1 || (await Promise.all(says.map(saysAnything))).includes(true)) return undefined;
  const names = await readdir(sockets).catch(() => []);
  const ports = names.flatMap((name) => /^\.s\.PGSQL\.(\d+)$/.exec(name)?.[1] ?? []);
  return ports.length === 1 ? ports[0] : undefined;
}

/** Whether such a file says anything, or may: Debian ships one of comments alone. */
async function saysAnything(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8").catch((error: unknown) => ((error as NodeJS.ErrnoException).code === "ENOENT" ? "" : "nobody knows what"));
  return text.split("\n").some((line) => line.replace(/#.*/, "").trim() !== "");
}

async function clusterCount(clusters: string): Promise<number> {
  const versions = await readdir(clusters).catch(() => []);
  return (await Promise.all(versions.map((version) => readdir(join(clusters, version)).catch(() => [])))).flat().length;
}

/** This client of each version that has it. */
async function newestFirst(name: string, versions: string): Promise<readonly string[]> {
  const numbers = (await readdir(versions).catch(() => [])).filter((version) => /^\d+$/.test(version)).toSorted((a, b) => Number(b) - Number(a));
  const found = await Promise.all(numbers.map((version) => realpath(join(versions, version, "bin", name)).catch(() => undefined)));
  return found.filter((client) => client !== undefined);
}

/** Whether the first of this name on the path is that script. */
async function isWrapped(file: string, path: string): Promise<boolean> {
  for (const directory of path.split(delimiter)) {
    const found = await realpath(join(directory, file)).catch(() => undefined);
    if (found !== undefined) return found.endsWith("/postgresql-common/pg_wrapper");
  }
  return false;
}
