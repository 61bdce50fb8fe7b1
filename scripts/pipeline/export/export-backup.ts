import { manifestName, signatureName } from "../../core/backup-names.ts";
import { KIT_VERSION } from "../../core/kit-version.ts";
import { manifestBytes, parseManifest, sha256Of, type Manifest, type ManifestObject } from "../../core/manifest.ts";
import { signManifest } from "../../core/signature.ts";
import type { HostPorts } from "../../ports.ts";
import { dumpDatabase, type Dumped } from "./dump-database.ts";
import type { ExportPlan } from "./plan.ts";
import { preflight, type Ready } from "./preflight.ts";
import { sealFiles, type SpooledFile } from "./seal-files.ts";

export type Exported = { readonly manifest: Manifest; readonly manifestSha256: string };

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const total = (objects: readonly ManifestObject[]): number => objects.reduce((sum, object) => sum + object.bytes, 0);

function describe(plan: ExportPlan, ready: Ready, dumps: readonly [Dumped, ...Dumped[]], objects: ManifestObject[], createdAt: string): Manifest {
  const [first] = dumps;
  return {
    schema: "failover-kit/manifest/1",
    kit: KIT_VERSION,
    id: plan.id,
    kind: "pg_dump-directory",
    service: plan.service,
    createdAt,
    snapshotAt: dumps.map(({ database }) => database.snapshotAt).reduce((a, b) => (a < b ? a : b)),
    source: { host: plan.source.host, serverVersion: ready.server, systemIdentifier: ready.systemIdentifier, lsn: first.database.lsn },
    client: { pgDump: ready.client },
    databases: [first.database, ...dumps.slice(1).map(({ database }) => database)],
    ...first.roles,
    objects,
    recipients: ready.recipients as [string, ...string[]],
    previous: plan.previous,
  };
}

/** The signature first, the manifest last: without a manifest there is no backup. */
async function publish({ objects }: HostPorts, plan: ExportPlan, manifest: Manifest): Promise<string> {
  const bytes = manifestBytes(manifest);
  // What a restore would refuse to read must be noticed today, not on the day.
  parseManifest(bytes, manifestName(plan.service, plan.id));
  const signature = Buffer.from(`${signManifest(bytes, plan.signingKey.pem, plan.signingKey.path)}\n`);
  for (const [name, body] of [[signatureName(plan.service, plan.id), signature], [manifestName(plan.service, plan.id), bytes]] as const) {
    // A name that is taken is ours, and an answer got lost: no other export has this id, and the store takes nothing whose checksum differs.
    await objects.create(plan.bucket, name, body);
  }
  return sha256Of(bytes);
}

async function exportInSpool(ports: HostPorts, plan: ExportPlan): Promise<Exported> {
  const { operator, disk, clock } = ports;
  const ready = await preflight(ports, plan);
  operator.say(`export ${plan.id}: PostgreSQL ${ready.server} at ${plan.source.host}, ${plan.databases.join(", ")}`);

  const dumps: Dumped[] = [];
  for (const name of plan.databases) dumps.push(await dumpDatabase(ports, plan, name));
  const [first, ...others] = dumps;
  if (first === undefined) throw new Error("an export without databases");

  const files: SpooledFile[] = [];
  for (const { database, directory } of dumps) files.push(...(await disk.files(directory)).map((path) => ({ database: database.name, directory, path })));
  operator.say(`dumped, as of ${first.database.snapshotAt}; encrypting and uploading ${files.length} files`);

  const objects = await sealFiles(ports, plan, files);
  const manifest = describe(plan, ready, [first, ...others], objects, clock.now().toISOString());
  const manifestSha256 = await publish(ports, plan, manifest);
  operator.say(`backup ${plan.id} stands: ${objects.length} objects, ${megabytes(total(objects))}`);
  return { manifest, manifestSha256 };
}

/** Makes one backup: dump, count, encrypt, upload, sign. It exists when this resolves; until then nothing can be mistaken for it. */
export async function exportBackup(ports: HostPorts, plan: ExportPlan): Promise<Exported> {
  try {
    return await exportInSpool(ports, plan);
  } finally {
    await ports.disk.remove(plan.spool);
  }
}
