import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { agentsInventory, inventory, variables, wardenInventory } from "../core/inventory.ts";
import { withAws, withStandby } from "../core/triage/stack-places.ts";
import { openProject, settingsFor } from "../pipeline/project.ts";
import { readSide, readWarden } from "../pipeline/read-side.ts";
import { keepPlaces } from "../pipeline/triage/around.ts";
import type { Handler } from "./row.ts";

/** Prints one side's machines, the warden or the agents, with everything the playbooks must know of them, for configuring them by hand; a triage knows from then on where a side's are. */
export const handler: Handler<{ stack: "aws" | "gcp" | "standby" | "agents" }> = async ({ project: named, stack }, world) => {
  const project = await openProject(named, world);
  const settings = settingsFor(project, world, stack === "agents" ? [] : ["pulumi.passphraseFile"]);
  const knownHosts = join(project.directory, ".failover", "known_hosts");
  const place = { settings, projectDirectory: project.directory, knownHosts };
  if (stack === "agents") {
    const { agents } = settings.watch ?? { agents: [] };
    if (agents.length === 0) throw new FailoverError("SECTION_MISSING", { file: "failover.yaml", section: "watch.agents", purpose: "it says which other machines look at the service" });
    world.print(JSON.stringify(agentsInventory(agents, place, world.kit.bundle), null, 2));
    return Exit.ok;
  }
  const readAt = world.clock.now().toISOString();
  if (stack === "standby") {
    const warden = await readWarden(world.shell, place);
    await keepPlaces(project, (before) => withStandby(before, warden, readAt), world);
    world.print(JSON.stringify(wardenInventory(warden, place, world.kit.bundle), null, 2));
    return Exit.ok;
  }
  const side = await readSide(world.shell, { settings, projectDirectory: project.directory }, stack);
  if (side.side === "aws") await keepPlaces(project, (before) => withAws(before, side.outputs, readAt), world);
  const { all } = inventory(side, place);
  const vars = { ...all.vars, ...variables(side, { settings, bundle: world.kit.bundle }) };
  world.print(JSON.stringify({ all: { ...all, vars } }, null, 2));
  return Exit.ok;
};
