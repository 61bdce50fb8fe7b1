import { Exit } from "../core/exit.ts";
import { protectionState } from "../pipeline/protect/begin.ts";
import type { Handler } from "./row.ts";

/** Prints where this run's first export of the new primary stands. Runs on the database host. */
export const handler: Handler<{ run: string }> = async ({ run }, world) => {
  world.print(JSON.stringify(await protectionState(world, run)));
  return Exit.ok;
};
