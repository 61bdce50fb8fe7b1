import * as query from "../../core/catalogue-queries.ts";
import { amcheck, corruptionIn } from "../../core/commands/amcheck.ts";
import { cores } from "../../core/commands/host.ts";
import { isExpected } from "../../core/errors.ts";
import { isOwnTrouble } from "../../core/own-trouble.ts";
import type { Examination, Examined } from "../../core/examination.ts";
import { unmadeTexts } from "../../core/second-try.ts";
import { majorOf } from "../../core/server-version.ts";
import { asSubquery, SMOKE_SECONDS, smokeProblem } from "../../core/smoke-query.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { withSession } from "../restore/inspect-target.ts";
import { readSecondTries } from "../restore/second-tries.ts";
import { surveyRestored } from "../survey-database.ts";

type Reach = Pick<HostPorts, "sql" | "shell">;

/** Looks at a restored database as nobody would at one in service: every row is read, every index compared with its table. */
export async function examineDatabase(ports: Reach, database: string, { sums, smoke, limitSeconds }: Examination): Promise<Examined> {
  const [found, tries] = await withSession(ports, database, async (session) => [await surveyRestored(session, { sums }), await readSecondTries(session)] as const);
  return {
    ...found,
    unmade: [...unmadeTexts(tries)],
    smoke: smoke === null ? null : await askSmoke(ports, database, smoke),
    // Last, because it installs an extension.
    corruption: [...(await findCorruption(ports, database, limitSeconds))],
  };
}

/** The service's own question, asked as its role, in a transaction that can change nothing. */
async function askSmoke(ports: Reach, database: string, smoke: NonNullable<Examination["smoke"]>): Promise<string | null> {
  try {
    return await withSession(ports, database, async (session) => {
      await session.tell(`BEGIN READ ONLY; SET LOCAL ROLE ${query.identifier(smoke.role)}; SET LOCAL statement_timeout = '${SMOKE_SECONDS}s'`);
      return smokeProblem(await session.ask(asSubquery(smoke.query))) ?? null;
    });
  } catch (error) {
    // A server that was ended, or a disk that is full, says nothing about the backup.
    if (!isExpected(error) || error.code === "COMMAND_KILLED" || isOwnTrouble(error.advice.what)) throw error;
    return `the smoke query failed: ${error.advice.what.replaceAll(/\s+/g, " ")}`;
  }
}

async function findCorruption(ports: Reach, database: string, limitSeconds: number): Promise<readonly string[]> {
  const [server] = await withSession(ports, database, async (session) => parseRows(rows.server, await session.ask(query.server), "its version"));
  const jobs = Number((await succeed(ports.shell, cores)).stdout);
  const command = amcheck({ database, major: majorOf(server?.version ?? "0"), jobs, timeoutSeconds: limitSeconds });
  return corruptionIn(command, await ports.shell.run(command));
}
