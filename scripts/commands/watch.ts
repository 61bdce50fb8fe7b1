import { resolve } from "node:path";
import { evaluationLines } from "../core/declaration/evaluation-text.ts";
import { standbyLines, standbyOf } from "../core/declaration/standby.ts";
import { timelineSvg } from "../core/declaration/timeline-svg.ts";
import { timelineText } from "../core/declaration/timeline-text.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { triage, type Triage } from "../core/triage.ts";
import { noted } from "../core/wrapped.ts";
import { openEvidence, type EvidenceLog } from "../pipeline/evidence/log.ts";
import { rulesOf, weigh, type Weighed } from "../pipeline/evidence/weigh.ts";
import { pageOnce, staffOf } from "../pipeline/paging/keep-paging.ts";
import { openMail } from "../pipeline/notices/deliver-notice.ts";
import { openRoads } from "../pipeline/paging/roads.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { observe } from "../pipeline/triage/observe.ts";
import { placeName, vantagesOf } from "../pipeline/watch/vantages.ts";
import { watchOn } from "../pipeline/watch/watch.ts";
import type { Caller, World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly status: boolean; readonly once: boolean; readonly json: boolean; readonly svg: string | undefined };

const FEW_PLACES = 3;

/** Looks at the service from every place the settings name, until stopped, and keeps what it saw; or says what the evidence amounts to. */
export const handler: Handler<Options> = async ({ project: named, status, once, json, svg }, world) => {
  const project = await openProject(named, world);
  const log = await openEvidence(project, world, status ? world.person : placeName(world.machine.host));
  if (status || svg !== undefined) return tell(project, world, { log, json, svg });
  const { watch } = project.written;
  if (watch === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "watch", purpose: "it says from where the service is looked at" });
  const { http, caller } = await world.looking();
  const vantages = await vantagesOf(project, watch, { ...world, http, caller });
  const { locations } = rulesOf(project);
  world.operator.say(`Watching from ${vantages.map(({ name }) => name).join(", ")}, every ${watch.everySeconds} s.`);
  if (vantages.length < FEW_PLACES) world.operator.say(`From fewer than ${FEW_PLACES} places one that errs cannot be told from one that is right; ${locations.atLeast} are needed for the rule 'locations'.`);
  await watchOn({ project, watch, vantages, log, once, after: await pagerFor(project, log, world, caller), triage: triageOf(project, world) }, world);
  return Exit.ok;
};

/** A look at everything from here, where the settings say what there is. */
function triageOf(project: Project, world: World): (() => Promise<Triage>) | undefined {
  if (project.written.triage === undefined) return undefined;
  return async () => triage(await observe(project, world, () => undefined), { service: project.written.service, at: world.clock.now() });
}

/** Pages people of what the evidence says after each round; says at once what keeps anybody from being reached. */
async function pagerFor(project: Project, log: EvidenceLog, world: World, caller: Caller): Promise<(weighed: Weighed) => Promise<void>> {
  const roads = openRoads(project, { env: world.env, clock: world.clock, caller, openMail: () => openMail(project, world) });
  if (roads === undefined) {
    world.operator.say("failover.yaml names no channel ('channels'): nobody is paged.");
    return async () => undefined;
  }
  const staff = await staffOf(project, world);
  if (staff.note !== undefined) world.operator.say(noted(`${staff.note}.`));
  return async ({ told, now, evaluation }) => {
    await pageOnce({ project, log, roads, staff }, { told, now, evaluation }, world);
    await log.send();
  };
}

async function tell(project: Project, world: World, { log, json, svg }: { readonly log: EvidenceLog; readonly json: boolean; readonly svg: string | undefined }): Promise<typeof Exit.ok> {
  await log.send();
  const { evaluation, panels, told } = await weigh(project, log, world.clock.now());
  if (svg !== undefined) {
    await world.files.write(resolve(world.workingDirectory, svg), timelineSvg(panels), 0o644);
    world.operator.say(`The picture is in ${svg}.`);
  }
  const { columns } = world.paper();
  if (json) world.print(JSON.stringify({ schema: "failover-kit/watch-status/1", service: project.written.service, ...evaluation, standby: standbyOf(told), timeline: panels }, null, 2));
  else {
    const picture = timelineText(panels, world.paper());
    world.print([...evaluationLines(evaluation, columns), ...(picture.length === 0 ? [] : ["", ...picture]), "", "  Work that can be done before the gate opens", ...standbyLines(told, 4, columns)].join("\n"));
  }
  return Exit.ok;
}
