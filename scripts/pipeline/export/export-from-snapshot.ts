import { join } from "node:path";
import { z } from "zod";
import { FailoverError, isExpected } from "../../core/errors.ts";
import { exportedSchema } from "../../core/exported.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { replay, stateOf } from "../../core/replay.ts";
import { snapshotExportName } from "../../core/run-name.ts";
import type { Ports } from "../../ports.ts";
import { exportInstance } from "../../steps/export-snapshot/export-instance.ts";
import { chooseSnapshot, lookAtLive } from "../../steps/export-snapshot/look-at-snapshots.ts";
import { removeInstance } from "../../steps/export-snapshot/remove-instance.ts";
import { standUpInstance } from "../../steps/export-snapshot/stand-up-instance.ts";
import { awaitLogins } from "../../steps/restore-db/await-logins.ts";
import type { Step } from "../../steps/step.ts";
import type { World } from "../../world.ts";
import { drive, type Drive, type Outcome } from "../engine.ts";
import { guardedPorts } from "../lease/guarded-ports.ts";
import { settingsFor, type Project } from "../project.ts";
import { runDirectory } from "../runs.ts";
import { actOnRun } from "../session/act-on-run.ts";
import type { Session } from "../session/under-lease.ts";

const fromSnapshot = exportedSchema.extend({ snapshot: z.object({ id: z.string(), createdAt: z.string() }) });

export type ExportedSnapshot = {
  /** The backup and the snapshot it was made from; undefined if none came about. */
  readonly backup: z.infer<typeof fromSnapshot> | undefined;
  /** What kept it from a backup, or from removing the instance. */
  readonly problem: Error | undefined;
  readonly instance: "removed" | "left";
  readonly stopped: boolean;
};

const COMMAND = "export --from snapshot";
const REMOVE = "remove-instance";
const steps: readonly Step[] = [chooseSnapshot, lookAtLive, standUpInstance, awaitLogins, exportInstance];

/** Exports the newest RDS snapshot through an instance of its own, and removes the instance, whatever happened. One at a time for each service. */
export async function exportFromSnapshot(project: Project, world: World): Promise<ExportedSnapshot> {
  const settings = settingsFor(project, world, ["export.source.password", "pulumi.passphraseFile"]);
  if (settings.aws === undefined) throw new FailoverError("AWS_NOT_SET", {});
  const run = snapshotExportName(world.clock.now(), world.randomHex(4));
  // Whoever exported before and gives no sign of life left an instance at most, which is removed before anything else.
  const takeOver = "the export before gives no sign of life";
  return actOnRun(project, world, { run, kind: "export", command: COMMAND, takeOver, startsTools: true }, async (session) => {
    const acting = await driveOf(session, project, { run, settings }, world);
    const outcome = await carryOut(acting, run);
    const done = stateOf(replay(await session.journal.read()), exportInstance.id);
    const backup = done.at === "done" ? parseJsonFrom(fromSnapshot, JSON.stringify(done.output), "the journal's export-instance") : undefined;
    const problem = outcome.outcome === "failed" ? brokeAt(outcome) : undefined;
    if (session.stop.aborted) return { backup, problem, instance: "left", stopped: true };
    return { backup, stopped: false, ...(await removeAtTheEnd(acting, problem)) };
  });
}

async function driveOf({ journal, hold, stop, watchdog }: Session, project: Project, about: Pick<Drive["about"], "run" | "settings">, world: World): Promise<Drive> {
  const outside = await world.outside(about.settings, stop);
  const directory = runDirectory(project, about.run);
  const portsFor = (step: string): Ports => {
    const shell = world.loggedShell(join(directory, "logs", `${step}.log`), stop, watchdog);
    return guardedPorts({ ...outside, operator: world.operator, journal, shell }, () => !stop.aborted && hold.isInForce());
  };
  return { steps, journal, hold, stop, view: world.view, clock: world.clock, about: { ...about, given: undefined, projectDirectory: project.directory, runDirectory: directory, ...world.kit }, portsFor };
}

/** An export that was cut off from the bucket and has it again goes on where its journal says. */
async function carryOut(acting: Drive, run: string): Promise<Outcome> {
  const { journal, view } = acting;
  if ((await journal.read()).length === 0) await journal.append({ type: "run-begun", run, pipeline: "export-snapshot", planDigest: "none" });
  view.expect({ graph: steps, done: new Set(), expectedSeconds: new Map() });
  return drive(acting);
}

/** Also after a failure: an instance that nobody reads costs money, and holds the customers' data. */
async function removeAtTheEnd(acting: Drive, problem: Error | undefined): Promise<Pick<ExportedSnapshot, "instance" | "problem">> {
  const context = { ...acting.about, attempt: 1, output: () => null, decided: () => undefined, noted: () => undefined, note: async () => undefined };
  acting.view.began(REMOVE, "Remove the instance", 1);
  try {
    await removeInstance(acting.portsFor(REMOVE), context, REMOVE);
    acting.view.ended(REMOVE, "done");
    return { instance: "removed", problem };
  } catch (error) {
    acting.view.ended(REMOVE, "failed", isExpected(error) ? error.advice.what : undefined);
    return { instance: "left", problem: problem ?? asError(error) };
  } finally {
    acting.view.close();
  }
}

function brokeAt({ failures }: Extract<Outcome, { readonly outcome: "failed" | "stopped" }>): Error | undefined {
  const [failure] = failures;
  if (failure === undefined) return undefined;
  const { step, error } = failure;
  if (isExpected(error)) return error;
  return new FailoverError("STEP_BROKE", { step: step.id, title: step.title, message: asError(error).message }, { cause: error });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
