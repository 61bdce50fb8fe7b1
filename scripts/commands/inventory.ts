import { join } from "node:path";
import { Exit } from "../core/exit.ts";
import { inventory, variables, wardenInventory } from "../core/inventory.ts";
import { openProject, settingsFor } from "../pipeline/project.ts";
import { readSide, readWarden } from "../pipeline/read-side.ts";
import type { Handler } from "./row.ts";

/** Prints one side's machines with everything the playbooks must know of it, for configuring a side by hand. */
export const handler: Handler<{ stack: "aws" | "gcp" | "standby" }> = async ({ project: named, stack }, world) => {
  const project = await openProject(named, world);
  const settings = settingsFor(project, world, ["pulumi.passphraseFile"]);
  const knownHosts = join(project.directory, ".failover", "known_hosts");
  const place = { settings, projectDirectory: project.directory, knownHosts };
  if (stack === "standby") {
    world.print(JSON.stringify(wardenInventory(await readWarden(world.shell, place), place, world.kit.bundle), null, 2));
    return Exit.ok;
  }
  const side = await readSide(world.shell, { settings, projectDirectory: project.directory }, stack);
  const { all } = inventory(side, place);
  const vars = { ...all.vars, ...variables(side, { settings, bundle: world.kit.bundle }) };
  world.print(JSON.stringify({ all: { ...all, vars } }, null, 2));
  return Exit.ok;
};
