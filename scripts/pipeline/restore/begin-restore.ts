import { runAsUnit } from "../../core/commands/systemd.ts";
import { hostPaths, unitName, WORK_DIRECTORY, type RestoreJob } from "../../core/restore-job.ts";
import type { HostPorts } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";

const INSTALLED = "/usr/local/bin/failover";

/** Puts the job and its key where only root can read them, in memory, and starts the restore as a unit of its own. */
export async function beginRestore({ disk, files, shell }: HostPorts, job: RestoreJob, identity: string): Promise<string> {
  const paths = hostPaths(job.run);
  await disk.makePrivate(paths.directory);
  await disk.remove(paths.status);
  await files.write(paths.identity, identity);
  await files.write(paths.job, JSON.stringify(job));
  const unit = unitName(job);
  const program = [INSTALLED, "agent-restore", "--job", paths.job];
  await succeed(shell, runAsUnit({ unit, program, cleanUp: [paths.identity, WORK_DIRECTORY], limitSeconds: job.limitSeconds }));
  return unit;
}
