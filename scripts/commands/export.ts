import { join } from "node:path";
import { z } from "zod";
import { backupId, isBackupId } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { exportTrouble } from "../core/export-trouble.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import type { CanExport } from "../core/exported.ts";
import type { Manifest } from "../core/manifest.ts";
import { Secret } from "../core/secret.ts";
import type { Need, Settings } from "../core/settings.ts";
import { checkExport } from "../pipeline/export/check-export.ts";
import { exportBackup, finishExport } from "../pipeline/export/export-backup.ts";
import type { ExportPlan } from "../pipeline/export/plan.ts";
import type { Watch } from "../pipeline/export/progress.ts";
import { sourceJson, type Surroundings } from "../pipeline/export/source-json.ts";
import { clearSpools } from "../pipeline/export/spool.ts";
import { inProject, openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { missingPrograms, requirePrograms } from "../pipeline/require-programs.ts";
import type { World } from "../world.ts";
import { makeFromSnapshot } from "./export-from-snapshot.ts";
import type { Handler } from "./row.ts";

const programs = ["psql", "pg_dump", "age", "tar"];
const needs: readonly Need[] = ["export.source.password", "export.signingKey"];

type Options = { readonly json: boolean; readonly spool: string; readonly state: string; readonly from: ExportPlan["from"]; readonly sums: boolean; readonly "source-host": string | undefined; readonly "source-port": number; readonly "snapshot-time": string | undefined; readonly "for-run": string | undefined; readonly check: boolean };

/** Makes one backup of the database, outside AWS. Runs on the exporter host, one at a time; that of a snapshot is typed elsewhere, and comes here with the address of the server made from it. */
export const handler: Handler<Options> = async (options, world) => {
  if (options.from === "snapshot" && options["source-host"] === undefined) return makeFromSnapshot(options, world);
  if (options.from === "snapshot" && options["snapshot-time"] === undefined) throw new FailoverError("SNAPSHOT_TIME_MISSING", {});
  const project = await openProject(options.project, world);
  if (options.check) return checkBackup(project, options, world);
  await requirePrograms(world, programs);
  const lock = await world.hold(join(options.state, `${project.written.service}.export.lock`));
  try {
    return await makeBackup(project, options, world);
  } finally {
    await lock.release();
  }
};

const sizes = z.object({ databaseBytes: z.number(), plainBytes: z.number(), seconds: z.number().optional() });

/** Whether an export could be made now, by the same settings and identity; makes none. */
async function checkBackup(project: Project, options: Options, world: World): Promise<ExitCode> {
  const settings = settingsFor(project, world, needs);
  const { service, storage, google } = settings;
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const id = backupId(world.clock.now(), world.randomHex(6));
  const last = earlierIn(await world.files.read(lastOf(options, service)));
  const plan = await planOf(project, settings, options, world, { id, spool: join(options.spool, service, id), previous: null, last });
  const lastSeconds = last?.seconds ?? null;
  const missing = (await missingPrograms(world, programs)).map((program) => `there is no ${program} on the PATH`);
  const checked = await checkExport(ports, plan);
  world.print(JSON.stringify({ ...checked, problems: [...missing, ...checked.problems], lastSeconds } satisfies CanExport));
  return Exit.ok;
}

const lastOf = ({ state }: Pick<Options, "state">, service: string): string => join(state, `${service}.last-export.json`);

async function makeBackup(project: Project, options: Options, world: World): Promise<ExitCode> {
  const { json, spool, state } = options;
  const begun = world.clock.now();
  const settings = settingsFor(project, world, needs);
  const { service, storage, google } = settings;
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const own = join(spool, service);
  const chain = join(state, `${service}.last-manifest`);
  const last = lastOf(options, service);
  const id = backupId(begun, world.randomHex(6));
  const earlier = earlierIn(await world.files.read(last));
  const plan = await planOf(project, settings, options, world, { id, spool: join(own, id), last: earlier, chain, previous: (await world.files.read(chain))?.trim() ?? null });

  // An export that was killed leaves its spool behind; nobody else is at work for this service now. Another service's export may be.
  const left = (await world.files.list(own)).map((entry) => entry.replace(/\/$/, "")).filter(isBackupId);
  const unfinished = await clearSpools(ports, plan, left.map((id) => ({ id, spool: join(own, id) })));
  const watch: Watch = { view: world.view, earlier };
  const exporting = unfinished === undefined ? exportBackup(ports, plan, async (ready) => sourceJson(ports, plan, ready, await surroundings(project, settings, world)), watch) : finishExport(ports, unfinished, watch);
  const { manifest, databaseBytes } = await exporting.catch((error: unknown) => { throw exportTrouble(error, own); });

  const result = resultOf(manifest, (world.clock.now().getTime() - begun.getTime()) / 1000);
  await world.files.write(last, `${JSON.stringify({ databaseBytes, plainBytes: result.plainBytes, ...(unfinished === undefined ? { seconds: result.seconds } : {}) })}\n`);
  world.print(json ? JSON.stringify(result) : `${manifest.id}: everything until ${manifest.snapshotAt}, in ${result.seconds.toFixed(1)} s`);
  return Exit.ok;
}

function resultOf({ id, objects, snapshotAt, warnings = [] }: Manifest, seconds: number) {
  const sum = (size: "bytes" | "plainBytes"): number => objects.reduce((total, object) => total + object[size], 0);
  return { id, snapshotAt, objects: objects.length, bytes: sum("bytes"), plainBytes: sum("plainBytes"), seconds, warnings };
}

function earlierIn(text: string | undefined): z.infer<typeof sizes> | undefined {
  try {
    return sizes.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

async function planOf(project: Project, { service, storage, export: exporting }: Settings, options: Options, world: World, own: Pick<ExportPlan, "id" | "spool" | "previous" | "chain" | "last">): Promise<ExportPlan> {
  const readKey = async (path: string, purpose: string): Promise<{ path: string; pem: string }> => {
    const pem = await world.files.read(inProject(project, path));
    if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
    return { path, pem };
  };
  const { from, sums } = options;
  const { source, replica } = exporting;
  if (from === "replica" && replica === undefined) throw new FailoverError("NO_REPLICA", {});
  const signingKey = await readKey(exporting.signingKey, "a backup without the exporter's signature is never restored");
  return {
    ...own,
    service,
    bucket: storage.buckets.exports,
    from,
    forRun: options["for-run"],
    ...(from === "snapshot" ? { snapshotTime: options["snapshot-time"] } : {}),
    source: { ...source, ...(from === "replica" ? replica : {}), ...restoredServer(options), cacert: source.cacert === undefined ? undefined : inProject(project, source.cacert) },
    databases: source.databases,
    recipientFiles: exporting.recipients.map((path) => inProject(project, path)),
    signingKey: { path: signingKey.path, pem: new Secret(signingKey.pem) },
    signer: await readKey(exporting.signer, "it proves that the signing key is the one the kit will look for"),
    jobs: exporting.jobs,
    sums: sums || exporting.sums,
    targetMajor: exporting.targetMajor,
  };
}

/** Where the temporary server answers: whoever made it says so. */
function restoredServer({ from, "source-host": host, "source-port": port }: Options): Partial<Pick<ExportPlan["source"], "host" | "port">> {
  return from === "snapshot" && host !== undefined ? { host, port } : {};
}

/** What source.json is read from; the outside is opened only if the settings name something there. */
async function surroundings(project: Project, settings: Settings, world: World): Promise<Surroundings> {
  const { aws, export: exporting } = settings;
  const { healthUrl, file } = exporting.application ?? {};
  const outside = aws === undefined && healthUrl === undefined ? undefined : await world.outside(settings, world.stop);
  return {
    http: outside?.http,
    rds: aws === undefined || outside === undefined ? undefined : { port: outside.rds, instance: aws.databaseInstance },
    healthUrl,
    versionFile: file === undefined ? undefined : inProject(project, file),
    schemaVersionQuery: exporting.schemaVersionQuery,
  };
}
