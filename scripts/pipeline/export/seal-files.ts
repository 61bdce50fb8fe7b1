import { dataName } from "../../core/backup-names.ts";
import { encrypt } from "../../core/commands/age.ts";
import { FailoverError } from "../../core/errors.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import type { Digest, HostPorts, ObjectStore, StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { eachInTurn } from "../all-ended.ts";
import type { ExportPlan } from "./plan.ts";

export type SpooledFile = { readonly database: string; readonly directory: string; readonly path: string };

const NAMES = 4;

/**
 * The object as the store describes it, which must be what was sent. A name that is taken may be ours, when an answer got lost;
 * who may only create cannot look, so the file is sent again under another name, and what lies under the first is in no manifest.
 */
async function upload(objects: ObjectStore, plan: ExportPlan, n: number, path: string, sent: Pick<Digest, "bytes" | "crc32c">): Promise<StoredObject> {
  const { bucket, service, id } = plan;
  for (let again = 0; again < NAMES; again += 1) {
    const name = dataName(service, id, n, again);
    const answer = await objects.createFromFile(bucket, name, path);
    if (answer === "exists") continue;
    if (answer.bytes !== sent.bytes || answer.crc32c !== sent.crc32c) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
    return answer;
  }
  throw new FailoverError("UPLOAD_UNCONFIRMED", { bucket, name: dataName(service, id, n), names: NAMES });
}

async function sealFile({ disk, shell, objects }: HostPorts, plan: ExportPlan, file: SpooledFile, n: number): Promise<ManifestObject> {
  const plainPath = `${file.directory}/${file.path}`;
  const sealedPath = `${plan.spool}/${n}.age`;

  const plain = await disk.digest(plainPath);
  await succeed(shell, encrypt({ recipientFiles: plan.recipientFiles, from: plainPath, to: sealedPath }));
  await disk.remove(plainPath);
  const sealed = await disk.digest(sealedPath);
  const { name, generation } = await upload(objects, plan, n, sealedPath, sealed);
  await disk.remove(sealedPath);
  return {
    name,
    database: file.database,
    path: file.path,
    bytes: sealed.bytes,
    plainBytes: plain.bytes,
    sha256: sealed.sha256,
    plainSha256: plain.sha256,
    crc32c: sealed.crc32c,
    generation,
  };
}

/** Hashes, encrypts, hashes again and uploads every file, some at a time; none is left in the spool. */
export const sealFiles = (ports: HostPorts, plan: ExportPlan, files: readonly SpooledFile[]): Promise<ManifestObject[]> =>
  eachInTurn(files, plan.jobs * 2, (file, n) => sealFile(ports, plan, file, n));
