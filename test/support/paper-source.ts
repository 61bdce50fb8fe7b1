import * as query from "../../scripts/core/catalogue-queries.ts";
import * as look from "../../scripts/core/preflight-queries.ts";
import { classQueries } from "../../scripts/core/fidelity/catalogue.ts";
import { secondTryIsThere } from "../../scripts/core/second-try.ts";
import type { Command } from "../../scripts/core/commands/command.ts";
import type { Sql } from "../../scripts/host-ports.ts";

type Answers = Readonly<Record<string, readonly unknown[]>>;

const usual: Answers = {
  [query.server]: [{ version: "17.11", databaseBytes: "1000", mayIdentify: true }],
  [query.systemIdentifier]: [{ identifier: "7711" }],
  [query.steadySession]: [],
  [query.snapshot]: [{ snapshot: "00000003-0000001B-1", snapshotAt: "2026-11-23T08:07:00.000Z", lsn: "0/F15", inRecovery: false }],
  [query.database]: [{ name: "shop", owner: "master", encoding: "UTF8", collate: "C", ctype: "C", provider: "c", locale: null, privileges: null, connectionLimit: -1 }],
  [query.tables]: [{ schema: "public", name: "orders" }],
  [query.rowCounts([{ schema: "public", name: "orders" }])]: [{ schema: "public", name: "orders", rows: 265 }],
  [query.sequences]: [],
  [query.sequenceColumns]: [],
  [query.extensions]: [],
  [query.extensionTables]: [],
  [query.notValid]: [],
  [query.catalogue]: [{ kind: "indexes", count: 3 }],
  [query.largeObjects]: [{ count: 0 }],
  [query.roles]: [],
  [look.standing]: [{ role: "exporter", inRecovery: false, replayed: false, behindSeconds: null, paused: false, standbyDelay: "30s", standbyFeedback: false }],
  [look.slots]: [],
  [look.databases]: [{ name: "shop", mayConnect: true }],
  [look.subscriptions]: [],
  [look.hiddenMappings]: [],
  [look.rowSecured]: [],
  [look.ungranted]: [],
  [look.unreadableLargeObjects(17)]: [{ count: 0 }],
  [look.unreadableLargeObjects(18)]: [{ count: 0 }],
  [look.unlogged]: [],
  [look.installed]: [],
  [look.libraryCollations]: [],
  [query.settings]: [],
  [query.availableExtensions]: [{ name: "plpgsql" }],
  [query.databaseBytes("shop")]: [{ bytes: 1000 }],
  [secondTryIsThere]: [{ there: false }],
  [query.existingRoles]: [{ name: "postgres", superuser: true }],
  ...Object.fromEntries(Object.values(classQueries).map((asked) => [asked, []])),
};

/** A database server on paper: it answers the catalogue's own queries and notes everything that is said to it. */
export function paperSource(change: Answers = {}) {
  const said: string[] = [];
  const clients: Command[] = [];
  let open = 0;
  const answers: Record<string, readonly unknown[]> = { ...usual, ...change };
  const sql: Sql = {
    open: async (client) => {
      clients.push(client);
      open += 1;
      return {
        ask: async (asked) => {
          said.push(asked);
          const answer = answers[asked];
          if (answer === undefined) throw new Error(`unexpected query: ${asked}`);
          return answer;
        },
        tell: async (statements) => void said.push(statements),
        close: async () => void (open -= 1),
      };
    },
  };
  const answer = (asked: string, rows: readonly unknown[]) => void (answers[asked] = rows);
  return { sql, said, clients, open: () => open, answer };
}
