import { isExpected } from "../../core/errors.ts";
import { answers } from "../../core/restore-db/orders.ts";
import type { Order } from "../../core/restore-db/orders.ts";
import type { Closed, Writes } from "../../core/graceful/writes.ts";
import type { Ports } from "../../ports.ts";
import { databaseOrder, orderDatabase } from "../restore-db/in-vpc.ts";
import type { Context } from "../step.ts";

const CLOSE_SECONDS = 60;
const COUNT_SECONDS = 45;

/** The source's database as the exporter's host reaches it. */
function targetAt({ settings }: Pick<Context, "settings">, exporter: string) {
  const { host, port, databases } = settings.export.source;
  return { exporter, host, port, ...(databases === undefined ? {} : { database: databases[0] }) };
}

/** Closes the source's databases to writes, as their owner. */
export async function closeSource(ports: Pick<Ports, "shell">, context: Context, exporter: string): Promise<Closed> {
  const { user, databases } = context.settings.export.source;
  const order: Order = { what: "refuse-writes", databases, spare: [user] };
  return orderDatabase(ports, databaseOrder(context, targetAt(context, exporter), "owner", order, CLOSE_SECONDS), answers["refuse-writes"]);
}

/** How much was ever written there, and whether somebody writes within these seconds. */
export async function countSourceWrites(ports: Pick<Ports, "shell">, context: Context, exporter: string, seconds: number): Promise<Writes> {
  const { databases } = context.settings.export.source;
  const order: Order = { what: "count-writes", databases, seconds };
  return orderDatabase(ports, databaseOrder(context, targetAt(context, exporter), "exporter", order, COUNT_SECONDS), answers["count-writes"]);
}

/** These end the whole run's work: they say nothing of what was tried. */
export const endsTheSession = (error: unknown): boolean => !isExpected(error) || error.code === "COMMAND_STOPPED" || error.code === "LEASE_LAPSED";
