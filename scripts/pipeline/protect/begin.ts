import { liveUnits, runAsUnit } from "../../core/commands/systemd.ts";
import { FailoverError } from "../../core/errors.ts";
import { PROTECT_DIRECTORY, protectPaths, protectStatusSchema, protectUnit, protectUnits, type ProtectJob, type ProtectKeys, type ProtectState } from "../../core/protect-job.ts";
import { Secret } from "../../core/secret.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";

const INSTALLED = "/usr/local/bin/failover";
const ANY_RUN = "*";

async function liveUnit({ shell }: Pick<HostPorts, "shell">, run: string): Promise<string | undefined> {
  const { stdout } = await succeed(shell, liveUnits(protectUnits(run)));
  return stdout.split("\n")[0]?.trim().split(/\s+/)[0]?.replace(/\.service$/, "") || undefined;
}

/** Where a run's first export stands on this host. */
export async function protectionState(ports: Pick<HostPorts, "shell" | "files">, run: string): Promise<ProtectState> {
  const alive = await liveUnit(ports, run);
  const text = await ports.files.read(protectPaths(run).status);
  return { liveUnit: alive ?? null, status: text === undefined ? null : protectStatusSchema.parse(JSON.parse(text)) };
}

/** Puts the job and its keys where only root can read them, in memory, and starts the export as a unit of its own, if no other is at work. */
export async function beginProtection({ disk, files, shell }: HostPorts, job: ProtectJob, keys: ProtectKeys): Promise<string> {
  const busy = await liveUnit({ shell }, ANY_RUN);
  if (busy !== undefined) throw new FailoverError("PROTECT_UNDER_WAY", { unit: busy });
  const paths = protectPaths(job.run);
  await disk.makePrivate(paths.directory);
  await disk.remove(paths.status);
  await files.write(paths.keys, new Secret(JSON.stringify(keys)));
  await files.write(paths.job, JSON.stringify(job));
  const unit = protectUnit(job);
  const cleanUp = [paths.keys, paths.identity, PROTECT_DIRECTORY];
  try {
    await succeed(shell, runAsUnit({ unit, program: [INSTALLED, "agent-protect", "--job", paths.job], cleanUp, limitSeconds: job.limitSeconds }));
  } catch (error) {
    // Without a unit nobody else would take the keys away.
    await disk.remove(paths.keys);
    throw error;
  }
  return unit;
}
