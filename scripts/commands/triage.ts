import { resolve } from "node:path";
import { Exit, type ExitCode } from "../core/exit.ts";
import type { Observation } from "../core/observation.ts";
import { triage, type Triage } from "../core/triage.ts";
import { changesSince } from "../core/triage/changes.ts";
import { triageHtml } from "../core/triage/html.ts";
import { rowsOf, newsOf } from "../core/triage/live-rows.ts";
import { triageText, verdictLine } from "../core/triage/text.ts";
import { noted } from "../core/wrapped.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { lookAt } from "../pipeline/triage/around.ts";
import { observe } from "../pipeline/triage/observe.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly json: boolean; readonly watch: boolean; readonly every: number; readonly html: string | undefined };

/** What is broken, ours or theirs, and what to do next: one look at everything at once, which changes nothing. */
export const handler: Handler<Options> = async ({ project: named, json, watch, every, html }, world) => {
  const project = await openProject(named, world);
  for (const note of (await lookAt(project, world.files)).notes) world.operator.say(noted(note));
  let before: Triage | undefined;
  for (;;) {
    const found = await lookOnce(project, world);
    if (html !== undefined) await world.files.write(resolve(world.workingDirectory, html), triageHtml(found), 0o644);
    world.print(json ? JSON.stringify(found, null, watch ? undefined : 2) : before === undefined ? triageText(found, world.paper().columns) : changesSince(before, found));
    if (!watch) return exitOf(found);
    before = found;
    await world.clock.sleep(every).catch(() => undefined);
    if (world.stop.aborted) return Exit.stopped;
  }
};

async function lookOnce(project: Project, world: World): Promise<Triage> {
  const board = world.board();
  const seen: Observation[] = [];
  try {
    const observations = await observe(project, world, (more) => {
      if (more.length === 0) return;
      seen.push(...more);
      board.show(rowsOf(seen), newsOf(more));
    });
    return triage(observations, { service: project.written.service, at: world.clock.now() });
  } finally {
    board.close();
    if (world.stop.aborted) world.operator.say(`stopped while looking; ${verdictLine({ verdict: "unknown", rule: "", confidence: "low" })}`);
  }
}

/** Customers are served, or somebody must act. */
const exitOf = ({ verdict }: Triage): ExitCode => (verdict === "nothing-wrong" || verdict === "monitoring" ? Exit.ok : Exit.notReady);
