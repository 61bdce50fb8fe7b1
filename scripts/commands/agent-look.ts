import { Exit } from "../core/exit.ts";
import { readSite } from "../core/triage/site.ts";
import { lookAround } from "../pipeline/triage/look.ts";
import { probes } from "../pipeline/triage/probes.ts";
import type { Handler } from "./row.ts";

type Options = { readonly from: string; readonly where: string };

/** Looks from this machine at what standard input names, and prints one observation a line. */
export const handler: Handler<Options> = async ({ from, where }, world) => {
  const site = readSite(await world.readInput());
  const stand = { from, where: where === "inside" ? "inside" : "outside" } as const;
  for (const one of await lookAround(probes, { site, lookout: await world.lookout(), now: world.clock.now() }, stand, { clock: world.clock })) world.print(JSON.stringify(one));
  return Exit.ok;
};
