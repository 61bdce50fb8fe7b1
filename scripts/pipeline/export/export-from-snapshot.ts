import { z } from "zod";
import { FailoverError } from "../../core/errors.ts";
import { exportedSchema } from "../../core/exported.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { replay, stateOf } from "../../core/replay.ts";
import { snapshotExportName } from "../../core/run-name.ts";
import { exportInstance } from "../../steps/export-snapshot/export-instance.ts";
import { chooseSnapshot, lookAtLive } from "../../steps/export-snapshot/look-at-snapshots.ts";
import { removeInstance } from "../../steps/export-snapshot/remove-instance.ts";
import { standUpInstance } from "../../steps/export-snapshot/stand-up-instance.ts";
import { awaitLogins } from "../../steps/restore-db/await-logins.ts";
import type { Step } from "../../steps/step.ts";
import type { World } from "../../world.ts";
import { settingsFor, type Project } from "../project.ts";
import { requirePrograms } from "../require-programs.ts";
import { actOnRun } from "../session/act-on-run.ts";
import { brokeAt, carryOut, driveOf, removeMade } from "../thrown-away.ts";

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
  await requirePrograms(world, ["pulumi", "ssh"]);
  const run = snapshotExportName(world.clock.now(), world.randomHex(4));
  // Whoever exported before and gives no sign of life left an instance at most, which is removed before anything else.
  const takeOver = "the export before gives no sign of life";
  return actOnRun(project, world, { run, kind: "export", command: COMMAND, takeOver, startsTools: true }, async (session) => {
    const acting = await driveOf(session, project, { run, settings, steps }, world);
    const outcome = await carryOut(acting, "export-snapshot");
    const done = stateOf(replay(await session.journal.read()), exportInstance.id);
    const backup = done.at === "done" ? parseJsonFrom(fromSnapshot, JSON.stringify(done.output), "the journal's export-instance") : undefined;
    const problem = outcome.outcome === "failed" ? brokeAt(outcome) : undefined;
    if (session.stop.aborted) return { backup, problem, instance: "left", stopped: true };
    const end = await removeMade(acting, { step: REMOVE, title: "Remove the instance", remove: (ports, context) => removeInstance(ports, context, REMOVE) }, problem);
    return { backup, stopped: false, problem: end.problem, instance: end.removed ? "removed" : "left" };
  });
}
