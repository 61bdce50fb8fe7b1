import { Exit } from "../core/exit.ts";
import type { RestoreState } from "../core/restore-job.ts";
import { liveUnit } from "../pipeline/restore/follow-unit.ts";
import { readMarker } from "../pipeline/restore/inspect-target.ts";
import type { Handler } from "./row.ts";

/** Prints which backup a database holds whole, and which restore of this run is alive. Runs on the database host. */
export const handler: Handler<{ run: string; database: string }> = async ({ run, database }, world) => {
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  const state: RestoreState = { marker: (await readMarker(ports, database)) ?? null, liveUnit: (await liveUnit(ports, run)) ?? null };
  world.print(JSON.stringify(state));
  return Exit.ok;
};
