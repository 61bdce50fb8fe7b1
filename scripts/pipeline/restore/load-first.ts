import * as query from "../../core/catalogue-queries.ts";
import { putFirst } from "../../core/commands/host.ts";
import { isExpected } from "../../core/errors.ts";
import type { LongestTable } from "../../core/longest-table.ts";
import { parseRows, rows } from "../../core/source-facts.ts";
import type { HostPorts } from "../../host-ports.ts";
import { withSession } from "./inspect-target.ts";

const LOOK_SECONDS = 0.1;

/** Lets the server's process that loads a table go before all else of this machine, as soon as there is one; looks for it until the signal. Nothing depends on it but speed. */
export async function loadFirst(ports: Pick<HostPorts, "sql" | "shell" | "clock">, database: string, table: LongestTable, until: AbortSignal): Promise<void> {
  const look = query.loadingProcess(table.schema, table.name);
  try {
    await withSession(ports, database, async (session) => {
      while (!until.aborted) {
        const [found] = parseRows(rows.process, await session.ask(look), "who loads its largest table");
        if (found !== undefined) return void (await ports.shell.run(putFirst(found.pid)));
        await ports.clock.sleep(LOOK_SECONDS);
      }
    });
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}
