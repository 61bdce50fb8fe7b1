import { pulumiEnvironment } from "../core/commands/pulumi.ts";
import { Exit } from "../core/exit.ts";
import { exportLine } from "../core/export-line.ts";
import { openProject, settingsFor } from "../pipeline/project.ts";
import type { Handler } from "./row.ts";

/** Prints, for `eval "$(failover env)"`, what a bare pulumi needs to find this project's state. */
export const handler: Handler = async ({ project: named }, world) => {
  const project = await openProject(named, world);
  const settings = settingsFor(project, world, ["pulumi.passphraseFile"]);
  for (const [name, value] of Object.entries(pulumiEnvironment(settings))) world.print(exportLine(name, value));
  return Exit.ok;
};
