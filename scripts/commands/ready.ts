import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { readiness } from "../core/readiness.ts";
import { readinessText } from "../core/readiness-text.ts";
import { openProject } from "../pipeline/project.ts";
import { checks } from "../pipeline/ready/checks.ts";
import { openEyes } from "../pipeline/ready/eyes.ts";
import { look } from "../pipeline/ready/look.ts";
import type { Handler } from "./row.ts";

type Options = { readonly json: boolean };

/** Says what a failover would lose now, how long it would take, and what is not in place; changes nothing. */
export const handler: Handler<Options> = async ({ project: named, json }, world) => {
  const project = await openProject(named, world);
  const { storage, google, service } = project.written;
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const now = world.clock.now();
  const found = readiness(service, now, await look(checks, openEyes({ project, world, ports, now }), world.clock));
  if (world.stop.aborted) throw new FailoverError("COMMAND_STOPPED", { command: "failover ready" });
  world.print(json ? JSON.stringify(found, null, 2) : readinessText(found, world.paper().columns));
  return found.isReady ? Exit.ok : Exit.notReady;
};
