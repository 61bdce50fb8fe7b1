import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { approvalOf, nextMoves } from "../core/next-moves.ts";
import { begunSteps, stateOf } from "../core/replay.ts";
import { openProject } from "../pipeline/project.ts";
import { driverLock, requireOpenRun } from "../pipeline/runs.ts";
import type { Handler } from "./row.ts";

/** Writes a person's yes into the journal, if the run waits for it. */
export const handler: Handler<{ step: string; because: string; who: string | undefined }> = async ({ project: named, step, because, who }, world) => {
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  const run = await requireOpenRun(await openProject(named, world), world);
  const steps = await world.failover();
  const known = steps.map(({ id }) => id);
  if (!known.includes(step)) throw new FailoverError("STEP_UNKNOWN", { step, known });
  const driven = (await world.holder(driverLock(run.directory))) !== undefined;
  if (!nextMoves(run.state, steps, driven ? begunSteps(run.state) : new Set()).some((move) => move.do === "ask" && move.step === step))
    throw new FailoverError("APPROVAL_NOT_NEEDED", { step, state: stateOf(run.state, step).at });

  await run.journal.append({ type: "decision", decision: approvalOf(step), who: who ?? world.person, what: { step }, why: because });
  world.operator.say(driven ? `Recorded. Run ${run.id} goes on by itself when its present steps end.` : `Recorded. 'failover resume' goes on with run ${run.id}.`);
  return Exit.ok;
};
