import type { Answer } from "../core/answer.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { approvalOf, nextMoves, type GraphStep } from "../core/next-moves.ts";
import { attemptsOf, begunSteps, stateOf, type RunState } from "../core/replay.ts";
import { wrapped } from "../core/wrapped.ts";
import { openLedger } from "../pipeline/ledger.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { begunState, driverLock, noOpenRun, runDirectory, runUnknown } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { leaveAnswerHere, leaveAnswerInBucket } from "../pipeline/session/answers.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";
import { approveDeclaration } from "./approve-declaration.ts";
import { reasonIn, reasons, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = Omit<ReasonOptions, "take-over"> & { readonly step: string; readonly because: string; readonly who: string | undefined };

/** Gives a person's yes to the run that waits for it: into its journal, or to whoever carries it out. */
export const handler: Handler<Options> = async (options, world) => {
  const { step, because } = options;
  reasonIn(because);
  const project = await openProject(options.project, world);
  const wish = reasons({ ...options, "take-over": false }, "approve");
  if (step === "declaration") return approveDeclaration(project, world, { who: options.who ?? world.person, because, localJournal: wish.localJournal });

  const isDrivenHere = async (run: string): Promise<boolean> => (await world.holder(driverLock(project, run))) !== undefined;
  const seen = await viewRun(project, undefined, world, wish.localJournal === undefined ? "to show" : "here");
  if (seen === undefined || seen.state.ended !== undefined) throw noOpenRun(project, seen?.state, seen?.id);
  const { steps } = await world.pipeline(seen.state.begun.pipeline);
  const known = steps.map(({ id }) => id);
  if (!known.includes(step)) throw new FailoverError("STEP_UNKNOWN", { step, known });
  const run = seen.id;
  const answer: Answer = { id: `${world.clock.now().getTime()}-${world.randomHex(8)}`, step, attempts: attemptsOf(stateOf(seen.state, step)), who: options.who ?? world.person, because };
  if (await isDrivenHere(run)) {
    refuseUnasked(seen.state, steps, step, true);
    await leaveAnswerHere(world.files, runDirectory(project, run), answer);
    world.operator.say(`Recorded. Run ${run} goes on by itself.`);
    return Exit.ok;
  }
  return giveElsewhere(project, world, { run, answer, steps, localJournal: wish.localJournal, state: seen.state });
};

type Giving = { readonly run: string; readonly answer: Answer; readonly steps: readonly GraphStep[]; readonly localJournal: string | undefined; readonly state: RunState };

async function giveElsewhere(project: Project, world: World, { run, answer, steps, localJournal, state }: Giving): Promise<typeof Exit.ok> {
  const { step, who, because } = answer;
  const decide = decideOnce(run);
  try {
    const unknown = await runUnknown(project, run, world);
    await actOnRun(project, world, { run, command: "approve", localJournal }, (session) =>
      decide(session, (entries) => {
        const now = begunState(entries, run);
        if (now === undefined) throw unknown;
        refuseUnasked(now, steps, step, false);
        return [{ type: "decision", decision: approvalOf(step), who, what: { step }, why: because }];
      }),
    );
    world.operator.say(`Recorded. 'failover resume' goes on with run ${run}.`);
  } catch (error) {
    if (!isExpected(error) || (error.code !== "LEASE_HELD" && error.code !== "LEASE_UNANSWERED")) throw error;
    refuseUnasked(state, steps, step, true);
    const ledger = await openLedger(project, world);
    await leaveAnswerInBucket(ledger.objects, { bucket: ledger.buckets.journal, service: ledger.service }, run, answer);
    world.operator.say(wrapped(`Recorded in the bucket. Whoever carries run ${run} out goes on with it: ${error.advice.what}.`, 2));
  }
  return Exit.ok;
}

function refuseUnasked(state: RunState, steps: readonly GraphStep[], step: string, driven: boolean): void {
  const isAsked = nextMoves(state, steps, driven ? begunSteps(state) : new Set()).some((move) => move.do === "ask" && move.step === step);
  if (!isAsked) throw new FailoverError("APPROVAL_NOT_NEEDED", { step, state: stateOf(state, step).at });
}
