import { z } from "zod";
import { cores, giveToPostgres } from "../../core/commands/host.ts";
import { restartService } from "../../core/commands/systemd.ts";
import { isExpected } from "../../core/errors.ts";
import { parseManifest, plainBytesOf, type Manifest, type ManifestDatabase, type ManifestObject } from "../../core/manifest.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { hostPaths, nameOnTarget, unitName, WORK_DIRECTORY, type RestoreJob, type RestoreStatus } from "../../core/restore-job.ts";
import { endMarkerSql, superusersAmong, type ExistingRole } from "../../core/restore-sql.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded, eachInTurn, endingTogether } from "../all-ended.ts";
import { arrivingDump, type ArrivingDump } from "./arriving-dump.ts";
import { dumpDirectory, fetchFiles, fetchSigned } from "./fetch-backup.ts";
import { fitTarget, hasRoom, type FitTarget } from "./fit-target.ts";
import { exists, LOBBY, refuseUnlessEmptyOrOurs, withSession } from "./inspect-target.ts";
import { keepFacts } from "./kept-facts.ts";
import { forgetServerSettings, letIn, loadDatabase, makeDatabase, makeRoles, prepareLists, settle, type Load } from "./load-database.ts";

const tuningFile = (major: number): string => `/etc/postgresql/${major}/main/conf.d/50-failover-restore.conf`;
const service = (major: number): string => `postgresql@${major}-main`;

type Restoring = { readonly database: ManifestDatabase; readonly name: string };
type Report = { readonly phase: (phase: string) => Promise<void>; readonly seconds: () => number };

async function readLogins({ files }: HostPorts, path: string): Promise<Readonly<Record<string, string>>> {
  const text = await files.read(path);
  return text === undefined ? {} : parseJsonFrom(z.record(z.string(), z.string()), text, path);
}

/** Each database as the load is to find it, and every role; made while the files are still on their way. */
async function makeEmpty(ports: HostPorts, manifest: Manifest, databases: readonly Restoring[], { job, roles }: { readonly job: RestoreJob; readonly roles: readonly ExistingRole[] }): Promise<void> {
  const superusers = superusersAmong(roles);
  await forgetServerSettings(ports, manifest);
  await withSession(ports, LOBBY, async (session) => {
    await makeRoles(session, manifest, roles, job.database.owner);
    for (const { database, name } of databases) {
      // What is about to be dropped is looked at once more.
      if (await exists(session, name)) await refuseUnlessEmptyOrOurs(ports, name, job.run);
      await makeDatabase(ports, session, { manifest, database, name, targetOwner: job.database.owner, superusers });
    }
  });
}

async function backToProduction(ports: HostPorts, manifest: Manifest, databases: readonly Restoring[], { fit: { major, roles, lacking }, logins }: { readonly fit: FitTarget; readonly logins: Readonly<Record<string, string>> }): Promise<void> {
  const superusers = superusersAmong(roles);
  await succeed(ports.shell, restartService(service(major)));
  await withSession(ports, LOBBY, async (session) => {
    for (const { database, name } of databases) await settle(session, { manifest, database, name, superusers, lacking });
    await letIn(session, logins);
  });
}

type Incoming = { readonly job: RestoreJob; readonly jobs: number; readonly signed: Uint8Array; readonly dumps: ReadonlyMap<string, ArrivingDump>; readonly fitting: Promise<unknown>; readonly until: AbortSignal };

/** Fetches every file into its dump; when all are there the key is not needed any more. What earlier runs kept stays until the target is known to be fit. */
async function receive(ports: HostPorts, manifest: Manifest, { job, jobs, signed, dumps, fitting, until }: Incoming): Promise<void> {
  const identityFile = hostPaths(job.run).identity;
  const places = new Map(manifest.objects.map((object, place) => [object, place]));
  const landing = (object: ManifestObject): string => `${WORK_DIRECTORY}/arriving/${places.get(object) ?? object.path}`;
  await fetchFiles(ports, manifest, { bucket: job.bucket, identityFile, directory: WORK_DIRECTORY, jobs, landing, until, onArrival: async (object) => dumps.get(object.database)?.add(landing(object)) });
  await ports.disk.remove(identityFile);
  await fitting;
  await keepFacts(ports, { manifest, bytes: signed, run: job.run });
}

/** Loads one database after the other, each as soon as it is empty and enough of its dump is there. */
async function loadAll(ports: HostPorts, loads: readonly Load[], emptied: Promise<void>): Promise<void> {
  const [, prepared] = await allEnded([emptied, eachInTurn(loads, loads.length, (load) => prepareLists(ports, load))]);
  for (const [place, load] of loads.entries()) {
    const lists = prepared[place];
    if (lists !== undefined) await loadDatabase(ports, load, lists);
  }
}

async function restoreWhole(ports: HostPorts, job: RestoreJob, { phase, seconds }: Report): Promise<number> {
  const [signed, logins, { stdout }] = await allEnded([fetchSigned(ports, job), readLogins(ports, hostPaths(job.run).logins), succeed(ports.shell, cores)]);
  const jobs = Number(stdout);
  const manifest = parseManifest(signed, job.backup.manifestName);
  const databases = manifest.databases.map((database) => ({ database, name: nameOnTarget(manifest, database.name, job.database) }));

  for (const { name } of manifest.databases) await ports.disk.makePrivate(dumpDirectory(manifest, name, WORK_DIRECTORY));
  await succeed(ports.shell, giveToPostgres(WORK_DIRECTORY));
  const free = await ports.disk.freeBytes(WORK_DIRECTORY);
  const fitting = fitTarget(ports, manifest, job, free);
  // Files come in while the target is looked at, unless they could take a disk's last room.
  if (!hasRoom(manifest, free)) await fitting;
  await endingTogether((over) => {
    const dumps = new Map(
      manifest.databases.map(({ name }) => {
        const objects = manifest.objects.filter(({ database }) => database === name);
        return [name, arrivingDump(ports, { directory: dumpDirectory(manifest, name, WORK_DIRECTORY), objects, over: over.signal })] as const;
      }),
    );
    const load = async (): Promise<void> => {
      const { leftOut, roles } = await fitting;
      const superusers = superusersAmong(roles);
      await phase("fetching and decrypting");
      const loads = databases.flatMap(({ database, name }): Load[] => {
        const dump = dumps.get(database.name);
        return dump === undefined ? [] : [{ manifest, database, name, dump, targetOwner: job.database.owner, superusers, jobs, limitSeconds: job.limitSeconds, phase, leftOut, over: over.signal }];
      });
      await loadAll(ports, loads, makeEmpty(ports, manifest, databases, { job, roles }));
    };
    return [receive(ports, manifest, { job, jobs, signed, dumps, fitting, until: over.signal }), load()];
  });
  const fit = await fitting;
  await phase("going back to production settings");
  await ports.disk.remove(tuningFile(fit.major));
  // What is not needed any more is removed meanwhile: of a large dump that takes a while.
  await allEnded([backToProduction(ports, manifest, databases, { fit, logins }), ports.disk.remove(WORK_DIRECTORY)]);

  const bytes = plainBytesOf(manifest);
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

  const restored = async (): Promise<number> => {
    await phase(current);
    await ports.disk.remove(WORK_DIRECTORY);
    await ports.disk.makePrivate(WORK_DIRECTORY);
    return restoreWhole(ports, job, { phase, seconds });
  };
  // Before the end is told: who hears of it may rely on nothing secret being left.
  const clean = async (): Promise<void> => {
    for (const secret of [hostPaths(job.run).logins, hostPaths(job.run).identity, WORK_DIRECTORY]) await ports.disk.remove(secret);
  };

  try {
    return await write({ state: "done", bytes: await restored().finally(clean), failure: null });
  } catch (error) {
    const failure = isExpected(error) ? { code: error.code, what: error.advice.what } : { code: "UNEXPECTED", what: String(error) };
    await write({ state: "failed", bytes: 0, failure });
    throw error;
  }
}
