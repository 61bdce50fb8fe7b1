import { PROTECT_DIRECTORY, protectPaths, protectStatusSchema, protectUnit, protectUnits, type ProtectJob, type ProtectKeys, type ProtectState } from "../../core/protect-job.ts";
import { Secret } from "../../core/secret.ts";
import type { HostPorts } from "../../host-ports.ts";
import { beginUnit } from "../begin-unit.ts";
import { liveUnit } from "../follow-unit.ts";

/** Where a run's first export stands on this host. */
export async function protectionState(ports: Pick<HostPorts, "shell" | "files">, run: string): Promise<ProtectState> {
  const alive = await liveUnit(ports, protectUnits(run));
  const text = await ports.files.read(protectPaths(run).status);
  return { liveUnit: alive ?? null, status: text === undefined ? null : protectStatusSchema.parse(JSON.parse(text)) };
}

/** Puts the job and its keys where only root can read them, in memory, and starts the export as a unit of its own, if no other is at work. */
export function beginProtection(ports: HostPorts, job: ProtectJob, keys: ProtectKeys): Promise<string> {
  const paths = protectPaths(job.run);
  return beginUnit(ports, {
    ...{ unit: protectUnit(job), kind: protectUnits("*"), verb: "agent-protect", limitSeconds: job.limitSeconds },
    ...{ directory: paths.directory, status: paths.status, alsoRemoved: [paths.identity, PROTECT_DIRECTORY] },
    job: { path: paths.job, text: JSON.stringify(job) },
    secrets: { [paths.keys]: new Secret(JSON.stringify(keys)) },
  });
}
