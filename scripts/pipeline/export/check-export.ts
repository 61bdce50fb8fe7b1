import { isExpected } from "../../core/errors.ts";
import type { CanExport } from "../../core/exported.ts";
import type { HostPorts } from "../../host-ports.ts";
import type { ExportPlan } from "./plan.ts";
import { preflight } from "./preflight.ts";
import { sessionsAt, type Sessions } from "./sessions.ts";

/** Where a role can log in that was told of no database. */
const LOBBY = "postgres";

/** Whether an export could begin now: the database takes a login, and nothing of what it rests on is missing. Leaves nothing behind. */
export async function checkExport(ports: HostPorts, plan: ExportPlan): Promise<Omit<CanExport, "lastSeconds">> {
  const sessions = sessionsAt(ports, plan);
  try {
    const silence = await silenceOf(sessions, plan);
    if (silence !== undefined) return { database: { answers: false, because: silence }, problems: [], databaseBytes: 0 };
    const database = { answers: true, because: "it takes a login" };
    return await preflight(ports, plan, sessions).then(
      ({ databases, inRecovery }) => ({ database, problems: inRecovery ? ["the source follows another server, which takes the writes; remedy: set export.source.host to the primary"] : [], databaseBytes: databases.reduce((sum, { bytes }) => sum + bytes, 0) }),
      (error: unknown) => {
        if (!isExpected(error)) throw error;
        return { database, problems: [error.advice.what], databaseBytes: 0 };
      },
    );
  } finally {
    await sessions.closeAllBut([]);
    await ports.disk.remove(plan.spool);
  }
}

async function silenceOf(sessions: Sessions, { databases }: ExportPlan): Promise<string | undefined> {
  try {
    await sessions.of(databases?.[0] ?? LOBBY);
    return undefined;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return error.advice.what;
  }
}
