import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import type { Event } from "../core/journal.ts";
import type { GraphStep } from "../core/next-moves.ts";
import { runName } from "../core/run-name.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { openProject } from "../pipeline/project.ts";
import { begunState, runDirectory, type BegunState } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import { viewRun } from "../pipeline/view-run.ts";
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
  const isAlone = wish.localJournal !== undefined;

  const before = (await viewRun(project, undefined, world, isAlone ? "here" : "everywhere if possible"))?.state;
  const run = isLeftOver(before, digest) ? before.begun.run : runName(world.clock.now(), world.randomHex(4));
  const decide = decideOnce(run);
  await actOnRun(project, world, { run, command: "declare", ...wish }, async (session) => {
    // Under the lease, where nobody can open another meanwhile; one lost answer must not hide the run of somebody else.
    const now = (await viewRun(project, undefined, world, isAlone ? "here" : "everywhere"))?.state;
    if (now !== undefined && now.ended === undefined && now.begun.run !== run) throw new FailoverError("RUN_ALREADY_OPEN", { run: now.begun.run });
    await world.files.write(join(runDirectory(project, run), "plan.txt"), `${world.secrets.cover(text)}\n`);
    await decide(session, (entries) => {
      const own = begunState(entries, run);
      if (own?.decisions.has("declare") === true) throw new FailoverError("RUN_ALREADY_OPEN", { run });
      const begun: readonly Event[] = own === undefined ? [{ type: "run-begun", run, pipeline: "failover", planDigest: digest }] : [];
      return [...begun, { type: "decision", decision: "declare", who, what: { digest, preApproved, mode: "ungraceful" }, why: because }];
    });
  });
  world.print(run);
  world.operator.say(`Run ${run} is open. 'failover run' carries it out.`);
  return Exit.ok;
};

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
