import { join } from "node:path";
import { backupId, isBackupId } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { Secret } from "../core/secret.ts";
import type { Need } from "../core/settings.ts";
import { exportBackup } from "../pipeline/export/export-backup.ts";
import { inProject, openProject, settingsFor, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

const needs: readonly Need[] = ["export.source.password", "export.signingKey"];

type Options = { readonly json: boolean; readonly spool: string; readonly state: string };

/** Makes one backup of the live database, outside AWS. Runs on the exporter host, one at a time. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  const lock = await world.hold(join(options.state, `${project.written.service}.export.lock`));
  try {
    return await makeBackup(project, options, world);
  } finally {
    await lock.release();
  }
};

async function makeBackup(project: Project, { json, spool, state }: Options, world: World): Promise<ExitCode> {
  const begun = world.clock.now();
  const settings = settingsFor(project, world, needs);
  const { service, storage, google, export: exporting } = settings;
  const id = backupId(begun, world.randomHex(6));
  const ports = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });

  const readKey = async (path: string, purpose: string): Promise<{ path: string; pem: string }> => {
    const pem = await world.files.read(inProject(project, path));
    if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
    return { path, pem };
  };
  const signingKey = await readKey(exporting.signingKey, "a backup without the exporter's signature is never restored");
  // An export that was killed leaves the plain dump behind; nobody else is at work for this service now. Another service's export may be.
  const own = join(spool, service);
  for (const entry of await world.files.list(own)) if (isBackupId(entry.replace(/\/$/, ""))) await ports.disk.remove(join(own, entry));
  const chain = join(state, `${service}.last-manifest`);

  const { manifest, manifestSha256 } = await exportBackup(ports, {
    service,
    id,
    bucket: storage.buckets.exports,
    source: { ...exporting.source, cacert: exporting.source.cacert === undefined ? undefined : inProject(project, exporting.source.cacert) },
    databases: exporting.source.databases,
    recipientFiles: exporting.recipients.map((path) => inProject(project, path)),
    signingKey: { path: signingKey.path, pem: new Secret(signingKey.pem) },
    signer: await readKey(exporting.signer, "it proves that the signing key is the one the kit will look for"),
    jobs: exporting.jobs,
    spool: join(own, id),
    previous: (await world.files.read(chain))?.trim() ?? null,
  });
  await world.files.write(chain, `${manifestSha256}\n`);

  const { objects, snapshotAt } = manifest;
  const sum = (size: "bytes" | "plainBytes"): number => objects.reduce((total, object) => total + object[size], 0);
  const seconds = (world.clock.now().getTime() - begun.getTime()) / 1000;
  const result = { id, snapshotAt, objects: objects.length, bytes: sum("bytes"), plainBytes: sum("plainBytes"), seconds };
  world.print(json ? JSON.stringify(result) : `${id}: everything until ${snapshotAt}, in ${seconds.toFixed(1)} s`);
  return Exit.ok;
}
