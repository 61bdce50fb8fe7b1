import { z } from "zod";
import { cores, giveToPostgres } from "../../core/commands/host.ts";
import { restartService } from "../../core/commands/systemd.ts";
import { isExpected } from "../../core/errors.ts";
import { parseManifest } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { hostPaths, nameOnTarget, unitName, WORK_DIRECTORY, type RestoreJob, type RestoreStatus } from "../../core/restore-job.ts";
import { endMarkerSql } from "../../core/restore-sql.ts";
import type { HostPorts } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { dumpDirectory, fetchFiles, fetchSigned } from "./fetch-backup.ts";
import { fitTarget } from "./fit-target.ts";
import { refuseUnlessEmptyOrOurs, withSession } from "./inspect-target.ts";
import { keepFacts, keptCatalogue } from "./kept-facts.ts";
import { letIn, loadDatabase, makeRoles, settle } from "./load-database.ts";

const tuningFile = (major: number): string => `/etc/postgresql/${major}/main/conf.d/50-failover-restore.conf`;
const service = (major: number): string => `postgresql@${major}-main`;

type Report = { readonly phase: (phase: string) => Promise<void>; readonly seconds: () => number };

async function readLogins({ files }: HostPorts, path: string): Promise<Readonly<Record<string, string>>> {
  const text = await files.read(path);
  return text === undefined ? {} : parseJsonFrom(z.record(z.string(), z.string()), text, path);
}

async function restoreWhole(ports: HostPorts, job: RestoreJob, { phase, seconds }: Report): Promise<number> {
  const signed = await fetchSigned(ports, job);
  const manifest = parseManifest(signed, job.backup.manifestName);
  const { major, leftOut } = await fitTarget(ports, manifest, job);
  const databases = manifest.databases.map((database, place) => ({ database, place, name: nameOnTarget(manifest, database.name, job.database) }));
  const logins = await readLogins(ports, hostPaths(job.run).logins);

  const jobs = Number((await succeed(ports.shell, cores)).stdout);
  const bytes = manifest.objects.reduce((sum, object) => sum + object.plainBytes, 0);
  let fetched = 0;
  await phase("fetching and decrypting");
  await fetchFiles(ports, manifest, { bucket: job.bucket, identityFile: hostPaths(job.run).identity, directory: WORK_DIRECTORY, jobs, fetched: (more) => (fetched += more) });
  await ports.disk.remove(hostPaths(job.run).identity);
  await keepFacts(ports, { manifest, bytes: signed, run: job.run });
  await succeed(ports.shell, giveToPostgres(WORK_DIRECTORY));

  await makeRoles(ports, manifest, job.database.owner);
  for (const { database, place, name } of databases) {
    const directory = dumpDirectory(manifest, database.name, WORK_DIRECTORY);
    const source = await keptCatalogue(ports, job.run, place);
    const hasEventTriggers = (source?.classes["event triggers"] ?? []).length > 0;
    // Fetching may have taken an hour; what is about to be dropped is looked at once more.
    await refuseUnlessEmptyOrOurs(ports, name, job.run);
    await loadDatabase(ports, { manifest, database, name, targetOwner: job.database.owner, directory, jobs, limitSeconds: job.limitSeconds, phase, leftOut, hasEventTriggers });
  }
  await phase("going back to production settings");
  await ports.disk.remove(tuningFile(major));
  await succeed(ports.shell, restartService(service(major)));
  for (const { database, name } of databases) await settle(ports, { manifest, database, name });
  await letIn(ports, logins);

  const marker = endMarkerSql({ backup: manifest.id, manifestSha256: job.backup.manifestSha256, run: job.run, unit: unitName(job), seconds: seconds(), bytes });
  for (const { name } of databases) await withSession(ports, name, (session) => session.tell(marker));
  return bytes;
}

/** Restores the job's backup from empty and marks it as whole at the very end; key and plain files are gone however it ends. */
export async function restoreBackup(ports: HostPorts, job: RestoreJob): Promise<RestoreStatus> {
  const begun = ports.clock.now().getTime();
  const seconds = (): number => (ports.clock.now().getTime() - begun) / 1000;
  let current = "looking at the backup and the target";
  const write = async (status: Pick<RestoreStatus, "state" | "bytes" | "failure">): Promise<RestoreStatus> => {
    const whole = { unit: unitName(job), phase: current, seconds: seconds(), ...status };
    await ports.files.write(hostPaths(job.run).status, JSON.stringify(whole));
    return whole;
  };
  const phase = async (next: string): Promise<void> => {
    current = next;
    ports.operator.say(`${seconds().toFixed(1)} s: ${next}`);
    await write({ state: "running", bytes: 0, failure: null });
  };

  try {
    await phase(current);
    await ports.disk.remove(WORK_DIRECTORY);
    await ports.disk.makePrivate(WORK_DIRECTORY);
    return await write({ state: "done", bytes: await restoreWhole(ports, job, { phase, seconds }), failure: null });
  } catch (error) {
    const failure = isExpected(error) ? { code: error.code, what: error.advice.what } : { code: "UNEXPECTED", what: String(error) };
    await write({ state: "failed", bytes: 0, failure });
    throw error;
  } finally {
    await ports.disk.remove(hostPaths(job.run).logins);
    await ports.disk.remove(hostPaths(job.run).identity);
    await ports.disk.remove(WORK_DIRECTORY);
  }
}
