import { backupId } from "../../core/backup-names.ts";
import { isExpected } from "../../core/errors.ts";
import { protectPaths, protectUnit, type ProtectJob, type ProtectKeys, type ProtectStatus, type VerifiedBackup } from "../../core/protect-job.ts";
import { Secret } from "../../core/secret.ts";
import type { SourceJson } from "../../core/source-json.ts";
import type { HostPorts } from "../../host-ports.ts";
import { exportBackup } from "../export/export-backup.ts";
import { withExportRole } from "./export-role.ts";
import { readBack } from "./read-back.ts";

type Job = { readonly job: ProtectJob; readonly keys: ProtectKeys; /** As many hex digits as asked for, never the same. */ readonly randomHex: (digits: number) => string; readonly password: Secret; /** For plain files; emptied before and after. */ readonly directory: string };

async function protect(ports: HostPorts, { job, keys, randomHex, password, directory }: Job, phase: (phase: string) => Promise<void>): Promise<VerifiedBackup> {
  const paths = protectPaths(job.run);
  const { bucket } = job.store;
  const id = backupId(ports.clock.now(), randomHex(6));
  await ports.files.write(paths.recipients, `${job.recipients.join("\n")}\n`);

  await phase("exporting to the second store");
  const { manifestSha256 } = await withExportRole(ports, { password, limitSeconds: job.limitSeconds }, (source) =>
    exportBackup(ports, {
      ...{ service: job.service, id, bucket, from: "live", source, databases: job.databases, recipientFiles: [paths.recipients], jobs: job.jobs, previous: null },
      ...{ sums: false, targetMajor: undefined },
      signingKey: { path: "secondStore.signingKey", pem: new Secret(keys.signingKey) },
      signer: { path: "secondStore.signer", pem: job.signer },
      spool: `${directory}/${id}`,
    }, async ({ server, databases }) => JSON.stringify(mirrorFacts({ service: job.service, backup: id, takenAt: ports.clock.now().toISOString(), server: { host: source.host, port: source.port, version: server, from: "live" }, databases: [...databases] }))),
  );

  await phase("reading it back");
  await ports.files.write(paths.identity, new Secret(keys.identity));
  const manifest = await readBack(ports, { ...{ bucket, service: job.service, id, manifestSha256, directory: `${directory}/read-back` }, signer: job.signer, identityFile: paths.identity, jobs: job.jobs });
  const bytes = manifest.objects.reduce((sum, object) => sum + object.bytes, 0);
  return { id, manifestSha256, snapshotAt: manifest.snapshotAt, objects: manifest.objects.length, bytes };
}

/** The mirror is a machine of its own: what RDS would tell, nobody can. */
function mirrorFacts(known: Pick<SourceJson, "service" | "backup" | "takenAt" | "server" | "databases">): SourceJson {
  const untold = { untold: "the mirror is no RDS instance" };
  return { schema: "failover-kit/source/1", ...known, instance: untold, parameters: untold, application: untold, schemaVersion: untold };
}

/** Makes the first export of the new primary into the second store and reads it back; the keys and all plain files are gone however it ends. */
export async function protectAgain(ports: HostPorts, about: Job): Promise<ProtectStatus> {
  const paths = protectPaths(about.job.run);
  const begun = ports.clock.elapsed();
  let current = "beginning";
  const write = async (status: Pick<ProtectStatus, "state" | "backup" | "failure">): Promise<ProtectStatus> => {
    const whole = { unit: protectUnit(about.job), phase: current, seconds: ports.clock.elapsed() - begun, ...status };
    await ports.files.write(paths.status, JSON.stringify(whole));
    return whole;
  };
  const phase = async (next: string): Promise<void> => {
    current = next;
    await write({ state: "running", backup: null, failure: null });
  };
  try {
    await phase(current);
    await ports.disk.remove(about.directory);
    await ports.disk.makePrivate(about.directory);
    return await write({ state: "done", backup: await protect(ports, about, phase), failure: null });
  } catch (error) {
    const failure = isExpected(error) ? { code: error.code, what: error.advice.what } : { code: "UNEXPECTED", what: String(error) };
    await write({ state: "failed", backup: null, failure });
    throw error;
  } finally {
    await ports.disk.remove(paths.identity);
    await ports.disk.remove(about.directory);
  }
}
