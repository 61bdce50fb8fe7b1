import { FailoverError } from "../core/errors.ts";
import { newestSoundBackup } from "./newest-backup.ts";
import { exporterKey } from "./read-candidate.ts";
import type { Step } from "./step.ts";

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
    const signer = await exporterKey(ports.files, context.settings.export.signer, context.projectDirectory);
    const { chosen, refused } = await newestSoundBackup(ports.objects, { bucket, service, signer });
    if (chosen === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused });
    const { id, manifestName, manifestSha256, createdAt, manifest } = chosen;
    const plainBytes = manifest.objects.reduce((sum, object) => sum + object.plainBytes, 0);
    ports.operator.say(`backup ${id}: everything until ${manifest.snapshotAt}${refused.length === 0 ? "" : `; passed over: ${refused.join("; ")}`}`);
    return { id, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, createdAt, objects: manifest.objects.length, plainBytes, refused };
  },
};
