import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { orderSheet } from "../core/restore-db/orders.ts";
import { Secret } from "../core/secret.ts";
import { askDatabase } from "../pipeline/ask-database.ts";
import type { Handler } from "./row.ts";

/** Does one thing with a database that this host can reach, as standard input orders; the answer is one line of JSON. */
export const handler: Handler = async (_, world) => {
  const { password, database, order, ...where } = parseJsonFrom(orderSheet, await world.readInput(), "standard input");
  world.secrets.learn({ values: [password], files: [] });
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  const answer = await askDatabase({ ...ports, say: (line) => world.operator.say(line) }, { ...where, password: new Secret(password) }, database, order);
  world.print(JSON.stringify(answer));
  return Exit.ok;
};
