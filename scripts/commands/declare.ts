import { adviceOf, sheetText } from "../core/declaration/sheet.ts";
import type { Overridable } from "../core/declaration/evaluate.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { modes, type Mode } from "../core/graceful/mode.ts";
import { proposeMode, type Proposal } from "../core/graceful/propose.ts";
import { recordMode } from "../core/graceful/recorded.ts";
import type { Json } from "../core/journal.ts";
import type { GraphStep } from "../core/next-moves.ts";
import { noted } from "../core/wrapped.ts";
import { lookAtSource } from "../pipeline/declare/look-at-source.ts";
import { makeSheet } from "../pipeline/declare/make-sheet.ts";
import { requireEvidence } from "../pipeline/declare/require-evidence.ts";
import { openEvidence } from "../pipeline/evidence/log.ts";
import { weigh, type Weighed } from "../pipeline/evidence/weigh.ts";
import { plansByMode } from "../pipeline/declare/plans-by-mode.ts";
import { openRun } from "../pipeline/open-run.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import { reasonIn, reasons, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = ReasonOptions & {
  readonly approve: string | undefined;
  readonly "pre-approve": string;
  readonly who: string | undefined;
  readonly override: readonly string[];
  readonly judged: string | undefined;
  readonly mode: Mode | undefined;
  readonly security: boolean;
  readonly drill: boolean;
  readonly json: boolean;
};

/** Without --approve, go or wait on one page; with it, opens a run of the approved plan: refuses any other, a second open run, and one the evidence does not carry. */
export const handler: Handler<Options> = async (options, world) => {
  const { project: named, approve, "pre-approve": preApprove, because = "", json } = options;
  const project = await openProject(named, world);
  const { declaration } = project.written;
  if (options.security) throw new FailoverError("OTHER_PLAN", { plan: declaration?.securityPlan });
  if (approve !== undefined) reasonIn(because);
  const plans = await plansByMode(project, world);
  if (approve === undefined) {
    const [sight, evidence] = await Promise.all([lookAtSource(project, world), weighed(project, world)]);
    const sheet = await makeSheet(project, world, { plans, wanted: options.mode, sight, weighed: evidence });
    world.print(json ? JSON.stringify({ schema: "failover-kit/declaration-sheet/1", advice: adviceOf(sheet), ...sheet }, null, 2) : sheetText(sheet, world.paper()));
    return Exit.ok;
  }
  const who = options.who ?? world.person;
  // The digest says which of the two the person has read.
  const mode = options.mode ?? modes.find((one) => plans[one].digest === approve) ?? "ungraceful";
  const plan = plans[mode];
  const isRight = approve === plan.digest;
  const preApproved = isRight ? checkedAnswers(preApprove, plan.steps) : [];
  const [evidence, proposal] = isRight ? await Promise.all([evidenceFor(project, world, options), lookAtSource(project, world).then(proposeMode)]) : [undefined, undefined];
  if (proposal !== undefined && proposal.mode !== mode) for (const line of inSpiteOf(mode, proposal)) world.operator.say(line);
  const wish = { command: "declare", ...reasons(options, "declare") };
  const secondPerson = declaration?.secondPerson === true;
  const run = await openRun(project, world, { plan, approve, preApproved, who, because, mode: proposal && recordMode(mode, proposal), drill: options.drill, evidence, secondPerson, wish });
  world.print(run);
  world.operator.say(secondPerson ? `Run ${run} is open and waits for a second person: failover approve declaration --because "…". Then 'failover run' carries it out.` : `Run ${run} is open, ${mode}. 'failover run' carries it out.`);
  return Exit.ok;
};

/** What a person is told who approved the other mode than what was seen speaks for. */
const inSpiteOf = (mode: Mode, { because }: Proposal): readonly string[] =>
  mode === "graceful"
    ? [`Graceful, as approved, although ${because.join("; ")}. If the source cannot be closed or exported, the run stops there and says how to go on without.`]
    : [`Ungraceful, as approved. The source answers: a graceful failover would lose nothing that is written before its fence; 'failover declare' shows it.`];

async function weighed(project: Project, world: World): Promise<Weighed> {
  const log = await openEvidence(project, world);
  await log.send();
  return weigh(project, log, world.clock.now());
}

/** What the declaration rests on, for the record; nothing where the settings set no rules. */
async function evidenceFor(project: Project, world: World, { override, judged, drill }: Options): Promise<Json | undefined> {
  if (drill) {
    world.operator.say("A drill: no evidence is asked for, and only the drill's own team is told of it.");
    return undefined;
  }
  if (project.written.declaration === undefined) {
    world.operator.say("failover.yaml sets no rules of evidence ('declaration'), so none was asked for.");
    return undefined;
  }
  const { evaluation } = await weighed(project, world);
  for (const note of evaluation.notes) world.operator.say(noted(`${note}.`));
  return requireEvidence(evaluation, { overrides: override.filter((rule): rule is Overridable => rule === "disaster" || rule === "gate"), judged });
}

function checkedAnswers(preApprove: string, steps: readonly GraphStep[]): readonly string[] {
  const known = steps.flatMap(({ approval }) => approval ?? []);
  const names = preApprove.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FailoverError("APPROVAL_UNKNOWN", { name: unknown, known });
  return names;
}
