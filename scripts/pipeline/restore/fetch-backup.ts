import { decrypt } from "../../core/commands/age.ts";
import { FailoverError } from "../../core/errors.ts";
import { parseManifest, sha256Of, type Manifest, type ManifestObject } from "../../core/manifest.ts";
import { CONTENTS_FILE } from "../../core/pack.ts";
import type { RestoreJob } from "../../core/restore-job.ts";
import { signatureName } from "../../core/backup-names.ts";
import { isSignedBy } from "../../core/signature.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { allEnded, eachInTurn } from "../all-ended.ts";
import { unpackFile } from "./unpack-file.ts";

/** The bytes of the very manifest that the run chose, with the exporter's signature looked at once more. */
export async function fetchSigned({ objects }: HostPorts, job: RestoreJob): Promise<Uint8Array> {
  const { manifestName: name, manifestSha256, id } = job.backup;
  const [bytes, signature] = await allEnded([objects.read(job.bucket, name), objects.read(job.bucket, signatureName(job.service, id))]);
  if (bytes === undefined) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is no longer there" });
  if (sha256Of(bytes) !== manifestSha256) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is not the manifest that this run chose" });
  if (signature === undefined || !isSignedBy(bytes, Buffer.from(signature).toString(), job.signer, "export.signer")) {
    throw new FailoverError("BACKUP_DAMAGED", { name, problem: "does not carry the exporter's signature" });
  }
  return bytes;
}

/** What that manifest says. */
export const fetchManifest = async (ports: HostPorts, job: RestoreJob): Promise<Manifest> => parseManifest(await fetchSigned(ports, job), job.backup.manifestName);

export type Fetch = {
  readonly bucket: string;
  readonly identityFile: string;
  readonly directory: string;
  readonly jobs: number;
  /** Where an object's files are put, if not straight into its database's dump. */
  readonly landing?: (object: ManifestObject) => string;
  /** Hears of each object whose files lie there, whole and looked at. */
  readonly onArrival?: (object: ManifestObject) => Promise<void>;
  /** Nothing is begun any more once it is raised, and what is on its way is given up. */
  readonly until?: AbortSignal;
};

/** Where a database's dump lies: by its place in the manifest, whatever its name may contain. */
export const dumpDirectory = (manifest: Manifest, database: string, directory: string): string =>
  `${directory}/${manifest.databases.findIndex(({ name }) => name === database)}`;

async function fetchObject({ disk, objects, shell }: HostPorts, fetch: Fetch & { readonly until: AbortSignal }, object: ManifestObject, to: string): Promise<void> {
  const sealedPath = `${to}.age`;
  const sealed = await objects.readToFile(fetch.bucket, object.name, sealedPath, fetch.until);
  if (sealed.bytes !== object.bytes || sealed.sha256 !== object.sha256) throw new FailoverError("BACKUP_DAMAGED", { name: object.name, problem: "is not what its manifest says" });
  await succeed(shell, decrypt({ identityFile: fetch.identityFile, from: sealedPath, to }), undefined, { until: fetch.until });
  await disk.remove(sealedPath);
  const plain = await disk.hash(to, fetch.until);
  if (plain.bytes !== object.plainBytes || plain.sha256 !== object.plainSha256) throw new FailoverError("BACKUP_DAMAGED", { name: object.name, problem: "decrypts to something else than its manifest says" });
  await unpackFile({ disk, shell }, object, to);
}

/** Downloads, checks, decrypts and checks again every file of a backup: first what says what is in it, then the largest, since one that is begun last keeps everybody waiting. At the first that is damaged the others are given up. */
export async function fetchFiles(ports: HostPorts, manifest: Manifest, fetch: Fetch): Promise<void> {
  const { jobs, landing = ({ database }: ManifestObject) => dumpDirectory(manifest, database, fetch.directory) } = fetch;
  for (const { name } of manifest.databases) await ports.disk.makePrivate(dumpDirectory(manifest, name, fetch.directory));
  const isContents = ({ path }: ManifestObject): number => Number(path === CONTENTS_FILE);
  const inOrder = manifest.objects.toSorted((a, b) => isContents(b) - isContents(a) || b.bytes - a.bytes);
  await eachInTurn(inOrder, jobs * 2, async (object, _, failed) => {
    // One for each: Node takes many listeners of one signal for a leak.
    const until = AbortSignal.any([failed, ...(fetch.until === undefined ? [] : [fetch.until])]);
    until.throwIfAborted();
    await ports.disk.makePrivate(landing(object));
    await fetchObject(ports, { ...fetch, until }, object, `${landing(object)}/${object.path}`);
    await fetch.onArrival?.(object);
  });
}
