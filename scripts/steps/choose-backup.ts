import { chooseNewest } from "../core/backup-choice.ts";
import { servicePrefix } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import { exporterKey, manifestsIn, readCandidate } from "./read-candidate.ts";
import type { Step } from "./step.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

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
    const listed = await ports.objects.list(bucket, servicePrefix(service));
    const stored = new Map(listed.map((object) => [object.name, object]));
    const manifests = manifestsIn(service, listed);

    const refused: string[] = [];
    for (let from = 0; from < manifests.length; from += AT_A_TIME) {
      const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map((found) => readCandidate(ports.objects, bucket, service, found, signer)));
      const choice = chooseNewest({ service, point: context.settings.recovery.point, candidates: some.filter((one) => one !== undefined), stored });
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
