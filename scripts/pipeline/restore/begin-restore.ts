import { runAsUnit } from "../../core/commands/systemd.ts";
import { FailoverError } from "../../core/errors.ts";
import { hostPaths, unitName, WORK_DIRECTORY, type RestoreJob } from "../../core/restore-job.ts";
import { Secret } from "../../core/secret.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { liveUnit } from "./follow-unit.ts";

const INSTALLED = "/usr/local/bin/failover";

const ANY_RUN = "*";

/** Puts the job and its key where only root can read them, in memory, and starts the restore as a unit of its own, if no other is at work. */
export async function beginRestore({ disk, files, shell }: HostPorts, job: RestoreJob, { identity, logins = {} }: { readonly identity: string; readonly logins?: Readonly<Record<string, string>> }): Promise<string> {
  const busy = await liveUnit({ shell }, ANY_RUN);
  if (busy !== undefined) throw new FailoverError("RESTORE_UNDER_WAY", { unit: busy });
  const paths = hostPaths(job.run);
  await disk.makePrivate(paths.directory);
  await disk.remove(paths.status);
  await files.write(paths.identity, new Secret(identity));
  await files.write(paths.logins, new Secret(JSON.stringify(logins)));
  await files.write(paths.job, JSON.stringify(job));
  const unit = unitName(job);
  const program = [INSTALLED, "agent-restore", "--job", paths.job];
  try {
    await succeed(shell, runAsUnit({ unit, program, cleanUp: [paths.identity, paths.logins, WORK_DIRECTORY], limitSeconds: job.limitSeconds }));
  } catch (error) {
    // Without a unit nobody else would take the key away.
    await disk.remove(paths.identity);
    await disk.remove(paths.logins);
    throw error;
  }
  return unit;
}
