import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import type { GraphStep } from "../core/next-moves.ts";
import { runName } from "../core/run-name.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { begunState, runDirectory, type BegunState } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";
import { reasons, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = ReasonOptions & { approve: string; "pre-approve": string; because: string; who: string | undefined };

/** Opens a run of the approved plan; refuses any other plan and a second open run. */
export const handler: Handler<Options> = async (options, world) => {
  const { project: named, approve, "pre-approve": preApprove, because } = options;
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  const project = await openProject(named, world);
  const { text, digest, steps } = await makePlan(project, world);
  if (approve !== digest) throw new FailoverError("PLAN_NOT_APPROVED", { approved: approve, current: digest });
  const preApproved = checkedAnswers(preApprove, steps);
  const who = options.who ?? world.person;
  const wish = reasons(options, "declare");
  const local = wish.localJournal !== undefined;

  const before = await newestState(project, world, local);
  const run = isLeftOver(before, digest) ? before.begun.run : runName(world.clock.now(), world.randomHex(4));
  await actOnRun(project, world, { run, command: "declare", ...wish }, async ({ journal, hold }) => {
    // Under the lease, where nobody can open another meanwhile.
    const now = await newestState(project, world, local);
    if (now !== undefined && now.ended === undefined && now.begun.run !== run) throw new FailoverError("RUN_ALREADY_OPEN", { run: now.begun.run });
    const own = begunState(await journal.read(), run);
    if (own?.decisions.has("declare") === true) throw new FailoverError("RUN_ALREADY_OPEN", { run });
    if (own === undefined) await journal.append({ type: "run-begun", run, pipeline: "failover", planDigest: digest });
    await world.files.write(join(runDirectory(project, run), "plan.txt"), `${world.secrets.cover(text)}\n`);
    await journal.append({ type: "decision", decision: "declare", who, what: { digest, preApproved, mode: "ungraceful" }, why: because });
    await hold.settle();
  });
  world.print(run);
  world.operator.say(`Run ${run} is open. 'failover run' carries it out.`);
  return Exit.ok;
};

const newestState = async (project: Project, world: World, local: boolean): Promise<BegunState | undefined> => (await viewRun(project, undefined, world, { local }))?.state;

/** A run that died before its decision was on disk is declared again, not left lying. */
const isLeftOver = (state: BegunState | undefined, digest: string): state is BegunState =>
  state !== undefined && state.ended === undefined && !state.decisions.has("declare") && state.begun.planDigest === digest;

function checkedAnswers(preApprove: string, steps: readonly GraphStep[]): readonly string[] {
  const known = steps.flatMap(({ approval }) => approval ?? []);
  const names = preApprove.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FailoverError("APPROVAL_UNKNOWN", { name: unknown, known });
  return names;
}
