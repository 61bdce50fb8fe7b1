import { classQueries, objectClasses, objectRow, type Catalogue } from "../core/fidelity/catalogue.ts";
import * as query from "../core/catalogue-queries.ts";
import { parseRows, rows } from "../core/source-facts.ts";
import type { SqlSession } from "../host-ports.ts";

const ascending = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** What every object of a database is, class by class, in texts that are the same on both sides of a faithful restore. */
export async function readCatalogue(session: SqlSession): Promise<Catalogue> {
  const [server] = parseRows(rows.server, await session.ask(query.server), "its version");
  const classes: Catalogue["classes"] = {};
  for (const objects of objectClasses) {
    const found = parseRows(objectRow, await session.ask(classQueries[objects]), `its ${objects}`);
    classes[objects] = found.map(({ name, value }): [string, string] => [name, value ?? ""]).sort(ascending);
  }
  return { schema: "failover-kit/catalogue/1", serverVersion: server?.version ?? "0", classes };
}
