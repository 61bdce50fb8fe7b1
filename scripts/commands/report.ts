import { Exit } from "../core/exit.ts";
import { reportText } from "../core/report-text.ts";
import { runReport } from "../core/run-report.ts";
import { openProject } from "../pipeline/project.ts";
import { runUnknown } from "../pipeline/runs.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { Handler } from "./row.ts";

type Options = { readonly run: string | undefined; readonly local: boolean; readonly json: boolean };

/** Prints how long each step of a run took and what was decided, from its journal alone. */
export const handler: Handler<Options> = async ({ project: named, run: wanted, local, json }, world) => {
  const project = await openProject(named, world);
  const run = await viewRun(project, wanted, world, local ? "here" : "to show");
  if (run === undefined) throw await runUnknown(project, wanted, world);
  const { steps } = await world.pipeline(run.state.begun.pipeline);
  const report = runReport(run.state.begun, run.entries, steps);
  for (const note of run.notes) world.operator.say(note);
  world.print(json ? JSON.stringify(report, null, 2) : reportText(report, world.paper()));
  return Exit.ok;
};
