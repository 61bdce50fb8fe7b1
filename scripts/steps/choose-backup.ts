import { FailoverError } from "../core/errors.ts";
import { plainBytesOf } from "../core/manifest.ts";
import { keptReceipts } from "./kept-receipts.ts";
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
  run: async ({ objects, files, operator }, { settings, projectDirectory }) => {
    const { service, storage } = settings;
    const bucket = storage.buckets.exports;
    const say = (line: string): void => operator.say(line);
    const [signer, kept] = await Promise.all([exporterKey(files, settings.export.signer, projectDirectory), keptReceipts({ objects, files, say }, settings, projectDirectory)]);
    const { chosen, refused, gone } = await newestSoundBackup(objects, { bucket, service, signer, kept, point: settings.recovery.point });
    gone.forEach(say);
    if (chosen === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused });
    const { id, manifestName, manifestSha256, createdAt, manifest } = chosen;
    say(`backup ${id}: everything until ${manifest.snapshotAt}${refused.length === 0 ? "" : `; passed over: ${refused.join("; ")}`}`);
    return { id, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, createdAt, objects: manifest.objects.length, plainBytes: plainBytesOf(manifest), refused: [...refused] };
  },
};
