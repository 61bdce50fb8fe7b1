import type { Connection } from "../../core/commands/postgres.ts";
import type { Secret } from "../../core/secret.ts";
import type { HostPorts } from "../../host-ports.ts";
import { withSession } from "../restore/inspect-target.ts";

const ROLE = "failover_export";
const PORT = 5432;

/** Runs `work` with a role that may read everything and lives no longer than it; its password is known to nobody else and lapses by itself. */
export async function withExportRole<T>(ports: HostPorts, { password, limitSeconds }: { readonly password: Secret; readonly limitSeconds: number }, work: (source: Connection) => Promise<T>): Promise<T> {
  const end = `DROP ROLE IF EXISTS ${ROLE}`;
  const tell = (statements: readonly string[]): Promise<void> =>
    withSession(ports, "postgres", async (session) => {
      for (const statement of statements) await session.tell(statement);
    });
  const until = new Date(ports.clock.now().getTime() + limitSeconds * 1000).toISOString();
  // Whoever keeps statements in the server's log must not keep this one.
  await tell(["SET log_statement = 'none'", "SET log_min_duration_statement = -1", end, `CREATE ROLE ${ROLE} LOGIN SUPERUSER PASSWORD '${password.reveal()}' VALID UNTIL '${until}'`]);
  try {
    return await work({ host: "127.0.0.1", port: PORT, user: ROLE, password });
  } finally {
    await tell([end]);
  }
}
