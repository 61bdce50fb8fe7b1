import { Exit } from "../core/exit.ts";
import type { Handler } from "./row.ts";

/** Keeps watch over one holder's processes, on orders from standard input, until its kit releases it or is gone and they are too. */
export const handler: Handler<{ mark: string; "terminate-after": number; "kill-after": number }> = async (options, world) => {
  await world.standGuard(options.mark, { terminateAfterSeconds: options["terminate-after"], killAfterSeconds: options["kill-after"] });
  return Exit.ok;
};
