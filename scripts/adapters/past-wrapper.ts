import { readdir, realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Command } from "../core/commands/command.ts";

const WRAPPED = ["psql", "pg_dump"];

/** Where programs are looked for, where Debian puts the clients of each version, and where libpq is to look for its settings. */
export type Clients = { readonly path: string; readonly versions: string; readonly settings: string };

/** This machine's. */
export const clients = (): Clients => ({ path: process.env["PATH"] ?? "", versions: "/usr/lib/postgresql", settings: process.env["PGSYSCONFDIR"] ?? "/etc/postgresql-common" });

/**
 * Debian's `psql` and `pg_dump` are a script that looks for the newest client and becomes it, which takes longer than the client's own start.
 * Of a server that is named, the same client is begun at once; everything else is left as it is.
 */
export async function pastWrapper(command: Command, { path, versions, settings }: Clients): Promise<Command> {
  const { file, env = {} } = command;
  if (!WRAPPED.includes(file) || env["PGHOST"] === undefined || !(await isWrapped(file, path))) return command;
  const newestFirst = (await readdir(versions).catch(() => [])).filter((name) => /^\d+$/.test(name)).toSorted((a, b) => Number(b) - Number(a));
  for (const version of newestFirst) {
    const client = await realpath(join(versions, version, "bin", file)).catch(() => undefined);
    if (client !== undefined) return { ...command, file: client, env: { PGSYSCONFDIR: settings, ...env } };
  }
  return command;
}

/** Whether the first of this name on the path is that script. */
async function isWrapped(file: string, path: string): Promise<boolean> {
  for (const directory of path.split(delimiter)) {
    const found = await realpath(join(directory, file)).catch(() => undefined);
    if (found !== undefined) return found.endsWith("/postgresql-common/pg_wrapper");
  }
  return false;
}
