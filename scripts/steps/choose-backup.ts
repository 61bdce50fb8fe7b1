import { resolve } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import { newestSoundBackup, type Signer } from "./newest-backup.ts";
import type { Context, Step } from "./step.ts";

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
    const { chosen, refused } = await newestSoundBackup(ports.objects, { bucket, service, signer });
    if (chosen === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused });
    const { id, manifestName, manifestSha256, createdAt, manifest } = chosen;
    const plainBytes = manifest.objects.reduce((sum, object) => sum + object.plainBytes, 0);
    ports.operator.say(`backup ${id}: everything until ${manifest.snapshotAt}${refused.length === 0 ? "" : `; passed over: ${refused.join("; ")}`}`);
    return { id, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, createdAt, objects: manifest.objects.length, plainBytes, refused };
  },
};
