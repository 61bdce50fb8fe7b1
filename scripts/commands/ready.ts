import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { readiness } from "../core/readiness.ts";
import { readinessText } from "../core/readiness-text.ts";
import { openProject } from "../pipeline/project.ts";
import { checks } from "../pipeline/ready/checks.ts";
import { openEyes } from "../pipeline/ready/eyes.ts";
import { look } from "../pipeline/ready/look.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly json: boolean };

/** Says what a failover would lose now, how long it would take, and what is not in place; changes nothing. */
export const handler: Handler<Options> = async ({ project: named, json }, started) => {
  const world = lookingOn(started);
  const project = await openProject(named, world);
  const { storage, google, service } = project.written;
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project }, "attended");
  const now = world.clock.now();
  const found = readiness(service, now, await look(checks, openEyes({ project, world, ports, now }), world.clock));
  if (world.stop.aborted) throw new FailoverError("COMMAND_STOPPED", { command: "failover ready" });
  world.print(json ? JSON.stringify(found, null, 2) : readinessText(found, world.paper().columns));
  return found.isReady ? Exit.ok : Exit.notReady;
};

/** A row waits for a store no longer than a person would, whoever started the command: what answers after the rows were told would keep the kit for nothing. */
const lookingOn = (world: World): World => ({
  ...world,
  outside: (settings, stop) => world.outside(settings, stop, "attended"),
  secondStore: (store) => world.secondStore(store, "attended"),
});
