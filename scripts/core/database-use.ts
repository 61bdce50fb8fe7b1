import { z } from "zod";
import { several } from "./several.ts";

const units = z.array(z.string());
const held = z.object({ ours: z.boolean(), relations: z.number(), clients: z.number(), marker: z.object({ run: z.string(), backup: z.string() }).nullable() });

/** What a database host says of itself. */
export const databaseFactsSchema = z.discriminatedUnion("server", [
  z.object({ server: z.literal("absent"), units }),
  z.object({ server: z.literal("starting"), units }),
  z.object({ server: z.literal("stopped"), units, /** How many databases lie there that are not the system's own. */ databases: z.number() }),
  z.object({ server: z.literal("running"), units, database: held.nullable() }),
]);

export type DatabaseFacts = z.infer<typeof databaseFactsSchema>;

/** Whether anybody may still want what a database host holds. "unknown" is an answer of its own: it is no "no". */
export type DatabaseUse =
  | { readonly use: "no" }
  | { readonly use: "restoring"; readonly unit: string }
  | { readonly use: "yes"; readonly holds: string }
  | { readonly use: "unknown"; readonly because: string };

const connections = (clients: number): string => `${several(clients, "connection")} from other machines ${clients === 1 ? "is" : "are"} open to it`;

/** Judges for this run: what it has begun itself is in nobody's use, what any other has finished is. */
export function judgeDatabaseUse(facts: DatabaseFacts, run: string): DatabaseUse {
  const unit = facts.units.map((name) => name.replace(/\.service$/, "")).find((name) => !name.startsWith(`failover-restore-${run}-`));
  if (unit !== undefined) return { use: "restoring", unit };
  if (facts.server === "starting") return { use: "unknown", because: "PostgreSQL is starting there and answers nobody yet" };
  if (facts.server === "stopped" && facts.databases > 0) return { use: "unknown", because: "PostgreSQL is stopped there, and what it holds cannot be seen" };
  if (facts.server !== "running" || facts.database === null) return { use: "no" };
  const { ours, relations, clients, marker } = facts.database;
  const busy = clients === 0 ? "" : `; ${connections(clients)}`;
  if (marker !== null && marker.run !== run) return { use: "yes", holds: `backup ${marker.backup}, restored by run ${marker.run}${busy}` };
  if (!ours && relations > 0) return { use: "yes", holds: `${relations} tables, views or sequences that this kit did not put there${busy}` };
  if (marker !== null && clients > 0) return { use: "unknown", because: `this run has restored it, ${connections(clients)}, and the load balancer does not say that they only read` };
  return { use: "no" };
}
