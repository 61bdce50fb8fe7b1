import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { modeOf } from "../core/graceful/mode.ts";
import { openSourceAgain } from "../core/graceful/open-source-again.ts";
import { begunSteps, replay, stateOf } from "../core/replay.ts";
import { settingsForPlan } from "../core/settings.ts";
import { wrapped } from "../core/wrapped.ts";
import { openProject } from "../pipeline/project.ts";
import { begunState, runUnknown } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import { chosenRun } from "./chosen-run.ts";
import { reasonIn, reasons, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = ReasonOptions & { readonly run: string | undefined; readonly because: string; readonly who: string | undefined };

/** Ends a run for good without finishing it. Undoes nothing, and says what may be half done. */
export const handler: Handler<Options> = async (options, world) => {
  reasonIn(options.because);
  const project = await openProject(options.project, world);
  const wish = reasons(options, "abandon");
  const run = await chosenRun(project, options.run, world, { ...wish, command: "abandon" });
  const decide = decideOnce(run);
  const unknown = await runUnknown(project, options.run, world);
  const { begun, isClosed } = await actOnRun(project, world, { run, command: "abandon", ...wish }, async (session) => {
    await decide(session, (entries) => {
      const state = begunState(entries, run);
      if (state === undefined) throw unknown;
      if (state.ended !== undefined) throw new FailoverError("RUN_ENDED", { run, outcome: state.ended.outcome });
      return [
        { type: "decision", decision: "abandon", who: options.who ?? world.person, what: null, why: options.because },
        { type: "run-ended", outcome: "abandoned" },
      ];
    });
    const state = replay(await session.journal.read());
    return { begun: [...begunSteps(state)], isClosed: modeOf(state.begun?.pipeline ?? "") === "graceful" && stateOf(state, "fence-source").at !== "waiting" };
  });
  if (isClosed) world.operator.say(`${wrapped("The source's database may be closed to writes, and stays so. Before the old side serves again, type on the exporter's host:", 2)}\n${openSourceAgain({ settings: settingsForPlan(project.written) })}`);
  world.operator.say(wrapped(`Run ${run} is abandoned. What it did stands as it is${begun.length === 0 ? "" : `; half done may be: ${begun.join(", ")}`}. A new run begins with 'failover plan'.`, 2));
  return Exit.ok;
};
