import { awaitsSecond } from "../core/declaration/recorded.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import type { Project } from "../pipeline/project.ts";
import { begunState, noOpenRun, runUnknown } from "../pipeline/runs.ts";
import { actOnRun } from "../pipeline/session/act-on-run.ts";
import { decideOnce } from "../pipeline/session/decide.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";

type Confirming = { readonly who: string; readonly because: string; readonly localJournal: string | undefined };

/** A second person's yes to the open run's declaration, for companies that ask for two. */
export async function approveDeclaration(project: Project, world: World, { who, because, localJournal }: Confirming): Promise<ExitCode> {
  const seen = await viewRun(project, undefined, world, localJournal === undefined ? "to show" : "here");
  if (seen === undefined || seen.state.ended !== undefined) throw noOpenRun(project, seen?.state, seen?.id);
  const run = seen.id;
  const unknown = await runUnknown(project, run, world);
  const decide = decideOnce(run);
  await actOnRun(project, world, { run, command: "approve", localJournal }, (session) =>
    decide(session, (entries) => {
      const state = begunState(entries, run);
      if (state === undefined) throw unknown;
      const first = awaitsSecond(state);
      if (first === undefined) throw new FailoverError("APPROVAL_NOT_NEEDED", { step: "declaration", state: "confirmed, or asks for no second person" });
      if (first === who) throw new FailoverError("SAME_PERSON", { who });
      return [{ type: "decision", decision: "second-person", who, what: { digest: state.begun.planDigest }, why: because }];
    }),
  );
  world.operator.say(`Confirmed. 'failover run' carries run ${run} out.`);
  return Exit.ok;
}
