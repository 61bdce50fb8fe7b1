import { Exit } from "../core/exit.ts";
import { unitPattern, type RestoreState } from "../core/restore-job.ts";
import { liveUnit } from "../pipeline/follow-unit.ts";
import { readMarker } from "../pipeline/restore/inspect-target.ts";
import type { Handler } from "./row.ts";

/** Prints which backup a database holds whole, and which restore of this run is alive. Runs on the database host. */
export const handler: Handler<{ run: string; database: string }> = async ({ run, database }, world) => {
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  const alive = await liveUnit(ports, unitPattern(run));
  // While a restore is at work its database comes and goes; only one that nobody works on can be whole.
  const marker = alive === undefined ? await readMarker(ports, database) : undefined;
  const state: RestoreState = { marker: marker ?? null, liveUnit: alive ?? null };
  world.print(JSON.stringify(state));
  return Exit.ok;
};
