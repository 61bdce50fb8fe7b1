import { isExpected } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { refusal } from "../core/refusal.ts";
import { exportFromSnapshot } from "../pipeline/export/export-from-snapshot.ts";
import { openProject } from "../pipeline/project.ts";
import type { World } from "../world.ts";

type Options = { readonly project: string | undefined; readonly json: boolean; readonly debug: boolean };

/** Has the newest RDS snapshot exported through an instance made for it; typed on an operator's machine. */
export async function makeFromSnapshot({ project, json, debug }: Options, world: World): Promise<ExitCode> {
  const { backup, problem, instance, stopped } = await exportFromSnapshot(await openProject(project, world), world);
  if (backup !== undefined) world.print(json ? JSON.stringify(backup) : `${backup.id}: everything until ${backup.snapshotAt}, from ${backup.snapshot.id}`);
  if (instance === "left") world.operator.say("The instance may still be up, with a copy of the customers' data; the next 'failover export --from snapshot' removes it.");
  if (isExpected(problem)) world.operator.say(refusal(problem, debug));
  else if (problem !== undefined) throw problem;
  if (problem !== undefined) return Exit.failed;
  return stopped ? Exit.stopped : Exit.ok;
}
