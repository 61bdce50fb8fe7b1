import { hostPaths, unitName, unitPattern, WORK_DIRECTORY, type RestoreJob } from "../../core/restore-job.ts";
import { Secret } from "../../core/secret.ts";
import type { HostPorts } from "../../host-ports.ts";
import { beginUnit } from "../begin-unit.ts";

/** Puts the job and its key where only root can read them, in memory, and starts the restore as a unit of its own, if no other is at work. */
export function beginRestore(ports: HostPorts, job: RestoreJob, { identity, logins = {} }: { readonly identity: string; readonly logins?: Readonly<Record<string, string>> }): Promise<string> {
  const paths = hostPaths(job.run);
  return beginUnit(ports, {
    ...{ unit: unitName(job), kind: unitPattern("*"), verb: "agent-restore", limitSeconds: job.limitSeconds },
    ...{ directory: paths.directory, status: paths.status, alsoRemoved: [WORK_DIRECTORY] },
    job: { path: paths.job, text: JSON.stringify(job) },
    secrets: { [paths.identity]: new Secret(identity), [paths.logins]: new Secret(JSON.stringify(logins)) },
  });
}
