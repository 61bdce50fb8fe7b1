import { resolve } from "node:path";
import { chooseNewest, type Candidate } from "../core/backup-choice.ts";
import { idInManifestName, servicePrefix, signatureName } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { parseManifest, sha256Of } from "../core/manifest.ts";
import { isSignedBy } from "../core/signature.ts";
import type { ObjectStore, Ports, StoredObject } from "../ports.ts";
import type { Context, Step } from "./step.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

function readable(bytes: Uint8Array, name: string): Candidate["manifest"] {
  try {
    return parseManifest(bytes, name);
  } catch (error) {
    if (error instanceof FailoverError) return { unreadable: error.advice.what };
    throw error;
  }
}

async function candidate(objects: ObjectStore, bucket: string, service: string, stored: StoredObject, id: string, signer: Signer): Promise<Candidate | undefined> {
  const [bytes, signature] = await Promise.all([objects.read(bucket, stored.name), objects.read(bucket, signatureName(service, id))]);
  if (bytes === undefined) return undefined;
  return {
    id,
    manifestName: stored.name,
    manifestSha256: sha256Of(bytes),
    createdAt: stored.createdAt,
    signed: signature !== undefined && isSignedBy(bytes, Buffer.from(signature).toString(), signer.pem, signer.path),
    manifest: readable(bytes, stored.name),
  };
}

type Signer = { readonly path: string; readonly pem: string };

async function pinnedKey({ files }: Ports, { settings, projectDirectory }: Context): Promise<Signer> {
  const path = settings.export.signer;
  const pem = await files.read(resolve(projectDirectory, path));
  if (pem === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: "it tells the exporter's backups from anybody else's" });
  return { path, pem };
}

/** Chooses the newest sound backup, once: the journal keeps the choice, whatever is uploaded later. */
export const chooseBackup: Step = {
  id: "choose-backup",
  title: "Choose the newest sound backup",
  needs: ["fence-source"],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const { service, storage } = context.settings;
    const bucket = storage.buckets.exports;
    const signer = await pinnedKey(ports, context);
    const listed = await ports.objects.list(bucket, servicePrefix(service));
    const stored = new Map(listed.map((object) => [object.name, object]));
    const manifests = listed
      .flatMap((object) => ({ object, id: idInManifestName(service, object.name) }))
      .flatMap(({ object, id }) => (id === undefined ? [] : [{ object, id }]))
      .sort((a, b) => b.object.createdAt.localeCompare(a.object.createdAt));

    const refused: string[] = [];
    for (let from = 0; from < manifests.length; from += AT_A_TIME) {
      const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map(({ object, id }) => candidate(ports.objects, bucket, service, object, id, signer)));
      const choice = chooseNewest({ service, candidates: some.filter((one) => one !== undefined), stored });
      refused.push(...choice.refused.map(({ id, because }) => `${id}: ${because}`));
      if (choice.chosen === undefined) continue;
      const { id, manifestName, manifestSha256, createdAt, manifest } = choice.chosen;
      const plainBytes = manifest.objects.reduce((sum, object) => sum + object.plainBytes, 0);
      ports.operator.say(`backup ${id}: everything until ${manifest.snapshotAt}${refused.length === 0 ? "" : `; passed over: ${refused.join("; ")}`}`);
      return { id, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, createdAt, objects: manifest.objects.length, plainBytes, refused };
    }
    throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused });
  },
};
