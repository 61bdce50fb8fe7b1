import * as query from "../../core/catalogue-queries.ts";
import { remoteSession } from "../../core/commands/postgres.ts";
import type { HostPorts, SqlSession } from "../../host-ports.ts";
import type { ExportPlan } from "./plan.ts";

/** The sessions of one export: whoever looks at a database first opens it, and whoever holds it still goes on with the same one. */
export type Sessions = {
  readonly of: (database: string) => Promise<SqlSession>;
  /** Closes those of all other databases; each once, and before this resolves. */
  readonly closeAllBut: (databases: readonly string[]) => Promise<void>;
};

/** Sessions at the source, none of them open yet. */
export function sessionsAt({ sql }: Pick<HostPorts, "sql">, plan: Pick<ExportPlan, "source">): Sessions {
  const opened = new Map<string, { readonly session: Promise<SqlSession>; readonly steady: Promise<unknown> }>();
  const open = (database: string) => {
    const session = sql.open(remoteSession(plan.source, database));
    return { session, steady: session.then((one) => one.ask(query.steadySession)) };
  };
  return {
    of: async (database) => {
      const one = opened.get(database) ?? open(database);
      opened.set(database, one);
      await one.steady;
      return one.session;
    },
    closeAllBut: async (databases) => {
      const others = [...opened].filter(([database]) => !databases.includes(database));
      others.forEach(([database]) => opened.delete(database));
      await Promise.allSettled(others.map(async ([, { session }]) => (await session).close()));
    },
  };
}
