import { FailoverError } from "../core/errors.ts";
import { modeOf } from "../core/graceful/mode.ts";
import { FINAL_EXPORT, WITHOUT_FINAL_EXPORT } from "../core/graceful/without.ts";
import { stateOf } from "../core/replay.ts";
import type { Project } from "../pipeline/project.ts";
import { begunState, noOpenRun, runUnknown } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import type { World } from "../world.ts";
import { reasonIn, reasons, type ReasonOptions } from "./reasons.ts";

/** Writes down that a person has a graceful run go on without its last export, and why; once is enough. */
export async function goOnWithout(project: Project, run: string, options: ReasonOptions, world: World): Promise<void> {
  const because = reasonIn(options.because);
  const decide = decideOnce(run);
  const unknown = await runUnknown(project, run, world);
  await actOnRun(project, world, { run, command: "resume", ...reasons(options, "resume") }, (session) =>
    decide(session, (entries) => {
      const state = begunState(entries, run);
      if (state === undefined) throw unknown;
      if (state.ended !== undefined) throw noOpenRun(project, state, run);
      if (modeOf(state.begun.pipeline) !== "graceful") throw new FailoverError("NO_FINAL_EXPORT", { run, because: "it makes none" });
      if (stateOf(state, "choose-backup").at === "done") throw new FailoverError("NO_FINAL_EXPORT", { run, because: "a backup was chosen already" });
      if (state.decisions.has(WITHOUT_FINAL_EXPORT)) return [];
      return [{ type: "decision", decision: WITHOUT_FINAL_EXPORT, who: world.person, what: { step: FINAL_EXPORT, who: world.person, because }, why: because }];
    }),
  );
  world.operator.say(`Recorded: run ${run} goes on without its last export.`);
}
