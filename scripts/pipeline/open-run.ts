import { FailoverError } from "../core/errors.ts";
import type { Event, Json } from "../core/journal.ts";
import { KIT_VERSION } from "../core/kit-version.ts";
import { runName } from "../core/run-name.ts";
import type { World } from "../world.ts";
import type { Plan } from "./make-plan.ts";
import type { Project } from "./project.ts";
import { begunState, planFile, type BegunState } from "./runs.ts";
import { actOnRun, type Wish } from "./session/act-on-run.ts";
import { decideOnce } from "./session/decide.ts";
import { viewRun } from "./view-run.ts";

export type Declaration = {
  readonly plan: Plan;
  /** The digest that the person has read and approves. */
  readonly approve: string;
  readonly preApproved: readonly string[];
  readonly who: string;
  readonly because: string;
  /** What the person chose, where the kind of run leaves a choice. */
  readonly given?: Json;
  /** Which mode was declared, and what spoke for it. */
  readonly mode?: { readonly mode: string; readonly modeSeen: Json } | undefined;
  /** A rehearsal, which must not be taken for the thing itself by anybody outside. */
  readonly drill?: boolean;
  /** What the declaration rests on, where rules are set. */
  readonly evidence?: Json | undefined;
  /** Whether another person must confirm it before it can run. */
  readonly secondPerson?: boolean;
  readonly wish: Omit<Wish, "run">;
};

/** Opens a run of an approved plan and returns its name; refuses any other plan and a second open run. */
export async function openRun(project: Project, world: World, { plan, approve, preApproved, who, because, given, mode, drill, evidence, secondPerson, wish }: Declaration): Promise<string> {
  const { text, digest, pipeline } = plan;
  if (approve !== digest) throw new FailoverError("PLAN_NOT_APPROVED", { approved: approve, current: digest });
  const isAlone = wish.localJournal !== undefined;
  const newest = await viewRun(project, undefined, world, isAlone ? "here" : "everywhere if possible");
  const run = isLeftOver(newest?.state, digest) ? newest.id : runName(world.clock.now(), world.randomHex(4), newest?.id);
  const decide = decideOnce(run);
  await actOnRun(project, world, { run, ...wish }, async (session) => {
    // Under the lease, where nobody can open another meanwhile; one lost answer must not hide the run of somebody else.
    const now = (await viewRun(project, undefined, world, isAlone ? "here" : "everywhere"))?.state;
    if (now !== undefined && now.ended === undefined && now.begun.run !== run) throw new FailoverError("RUN_ALREADY_OPEN", { run: now.begun.run });
    await world.files.write(planFile(project, run), `${world.secrets.cover(text)}\n`);
    await decide(session, (entries) => {
      const own = begunState(entries, run);
      if (own?.decisions.has("declare") === true) throw new FailoverError("RUN_ALREADY_OPEN", { run });
      const begun: readonly Event[] = own === undefined ? [{ type: "run-begun", run, pipeline: pipeline.name, planDigest: digest }] : [];
      const what = { digest, kit: KIT_VERSION, preApproved, ...mode, ...(drill === true ? { drill } : {}), ...(evidence === undefined ? {} : { evidence }), ...(secondPerson === true ? { secondPerson } : {}), ...(given === undefined ? {} : { given }) };
      return [...begun, { type: "decision", decision: "declare", who, what, why: because }];
    });
  });
  return run;
}

/** A run that died before its decision was on disk is declared again, not left lying. */
const isLeftOver = (state: BegunState | undefined, digest: string): state is BegunState =>
  state !== undefined && state.ended === undefined && !state.decisions.has("declare") && state.begun.planDigest === digest;
