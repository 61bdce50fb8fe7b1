import type { z } from "zod";
import type { Command } from "../../core/commands/command.ts";
import { sshRun } from "../../core/commands/ssh.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { Order } from "../../core/restore-db/orders.ts";
import { readLooked, readRestored } from "../../core/restore-db/outputs.ts";
import { Secret } from "../../core/secret.ts";
import type { Ports } from "../../ports.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context } from "../step.ts";
import { succeed } from "../succeed.ts";

type Place = Parameters<typeof sshTarget>[0] & Pick<Context, "settings">;
type Target = { readonly exporter: string; readonly host: string; readonly port: number; /** Left out, the database as the mirror calls it. */ readonly database?: string };

/** The restored database, as the exporter's host reaches it. */
export function restoredTarget({ output }: Pick<Context, "output">): Target {
  const { address, port } = readRestored(output("restore-instance"));
  return { exporter: readLooked(output("look-at-database")).exporter.address, host: address, port };
}

/** As whom: the exporter may read everything and write nothing, the owner may write. */
export type Who = "exporter" | "owner";

/** One order about a database, for the exporter's host, which reaches it; its password goes by standard input. */
export function databaseOrder(context: Place, { exporter, host, port, database: named }: Target, who: Who, order: Order, timeoutSeconds: number): Command {
  const { database, export: exporting } = context.settings;
  const { source } = exporting;
  const login = who === "owner" ? { user: database.owner, password: database.ownerPassword } : { user: source.user, password: source.password };
  const sheet = { host, port, user: login.user, password: login.password.reveal(), database: named ?? database.name, ...(source.cacert === undefined ? {} : { cacert: source.cacert }), order };
  return sshRun(sshTarget(context, exporter), ["sudo", "failover", "agent-database"], { timeoutSeconds, input: new Secret(JSON.stringify(sheet)) });
}

/** Gives the order and reads the answer. */
export async function orderDatabase<T>({ shell }: Pick<Ports, "shell">, command: Command, shape: z.ZodType<T>, onLine?: (line: string) => void): Promise<T> {
  const { stdout } = await succeed(shell, command, onLine);
  return parseJsonFrom(shape, stdout, "the exporter's host, asked about a database");
}

/** The same for a plan, which shows no password and knows no address yet. */
export const databaseOrderLater = (context: Place): Command => databaseOrderAt(context, "<look-at-database.exporter>");

/** The same, of a host that is known by another name. */
export const databaseOrderAt = (context: Place, exporter: string): Command => sshRun(sshTarget(context, exporter), ["sudo", "failover", "agent-database"], { timeoutSeconds: 60 });
