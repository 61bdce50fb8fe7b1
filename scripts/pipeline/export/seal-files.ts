import { dataName } from "../../core/backup-names.ts";
import { encrypt } from "../../core/commands/age.ts";
import { FailoverError } from "../../core/errors.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import type { Digest, HostPorts, ObjectStore, StoredObject } from "../../ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { eachInTurn } from "../all-ended.ts";
import type { ExportPlan } from "./plan.ts";

export type SpooledFile = { readonly database: string; readonly directory: string; readonly path: string };

/** The object as the store describes it, which must be what was sent. A name that is taken is ours when an answer got lost. */
export async function stored(objects: ObjectStore, bucket: string, name: string, answer: StoredObject | "exists", sent: Pick<Digest, "bytes" | "crc32c">): Promise<StoredObject> {
  const there = answer === "exists" ? (await objects.list(bucket, name)).find((object) => object.name === name) : answer;
  if (there?.bytes !== sent.bytes || there.crc32c !== sent.crc32c) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
  return there;
}

async function sealFile({ disk, shell, objects }: HostPorts, plan: ExportPlan, file: SpooledFile, n: number): Promise<ManifestObject> {
  const plainPath = `${file.directory}/${file.path}`;
  const sealedPath = `${plan.spool}/${n}.age`;
  const name = dataName(plan.service, plan.id, n);

  const plain = await disk.digest(plainPath);
  await succeed(shell, encrypt({ recipientFiles: plan.recipientFiles, from: plainPath, to: sealedPath }));
  await disk.remove(plainPath);
  const sealed = await disk.digest(sealedPath);
  const answer = await objects.createFromFile(plan.bucket, name, sealedPath);
  const { generation } = await stored(objects, plan.bucket, name, answer, sealed);
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
