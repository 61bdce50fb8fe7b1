import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import type { GraphStep } from "../core/next-moves.ts";
import { runName } from "../core/run-name.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { journalPath, openRun, runDirectory, runsDirectory } from "../pipeline/runs.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { approve: string; "pre-approve": string; because: string; who: string | undefined };

/** Opens a run of the approved plan; refuses any other plan and a second open run. */
export const handler: Handler<Options> = async ({ project: named, approve, "pre-approve": preApprove, because, who }, world) => {
  if (because.trim() === "") throw new FailoverError("REASON_EMPTY", { option: "--because" });
  const project = await openProject(named, world);
  const { text, digest, steps } = await makePlan(project, world);
  if (approve !== digest) throw new FailoverError("PLAN_NOT_APPROVED", { approved: approve, current: digest });
  const preApproved = checkedAnswers(preApprove, steps);

  const lock = await world.hold(join(runsDirectory(project), "declare.lock"));
  try {
    const run = await begin(project, digest, world);
    await world.files.write(join(runDirectory(project, run), "plan.txt"), `${world.secrets.cover(text)}\n`);
    const journal = world.journal(journalPath(runDirectory(project, run)));
    await journal.append({ type: "decision", decision: "declare", who: who ?? world.person, what: { digest, preApproved, mode: "ungraceful" }, why: because });
    world.print(run);
    world.operator.say(`Run ${run} is open. 'failover run' carries it out.`);
    return Exit.ok;
  } finally {
    await lock.release();
  }
};

/** A run that died before its decision was on disk is declared again, not left lying. */
async function begin(project: Project, digest: string, world: World): Promise<string> {
  const open = await openRun(project, world);
  if (open !== undefined) {
    if (open.state.decisions.has("declare") || open.state.begun.planDigest !== digest) throw new FailoverError("RUN_ALREADY_OPEN", { run: open.id });
    return open.id;
  }
  const run = runName(world.clock.now(), world.randomHex(4));
  await world.journal(journalPath(runDirectory(project, run))).append({ type: "run-begun", run, pipeline: "failover", planDigest: digest });
  return run;
}

function checkedAnswers(preApprove: string, steps: readonly GraphStep[]): readonly string[] {
  const known = steps.flatMap(({ approval }) => approval ?? []);
  const names = preApprove.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new FailoverError("APPROVAL_UNKNOWN", { name: unknown, known });
  return names;
}
