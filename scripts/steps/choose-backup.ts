import { firstSights, goneFrom } from "../core/archive-check.ts";
import { chooseNewest } from "../core/backup-choice.ts";
import { servicePrefix } from "../core/backup-names.ts";
import { FailoverError } from "../core/errors.ts";
import type { Kept } from "../core/receipt-chain.ts";
import type { Ports } from "../ports.ts";
import { exporterKey, manifestsIn, readCandidate } from "./read-candidate.ts";
import { chainReader, pinOf, receiptPlace } from "./read-receipts.ts";
import type { Context, Step } from "./step.ts";

/** Looked at from the newest on: older ones are read only when every newer one was refused. */
const AT_A_TIME = 5;

/** What the receipts say, where somebody signs them. Whatever is wrong with them is told, and is no reason to restore nothing. */
async function keptReceipts({ objects, files, operator }: Ports, { settings, projectDirectory }: Context): Promise<readonly Kept[]> {
  if (settings.warden === undefined && settings.verification?.signer === undefined) return [];
  try {
    const place = await receiptPlace(settings, projectDirectory, files);
    const chain = await chainReader({ objects, pin: pinOf(projectDirectory, files) }, place)();
    if (chain.state === "broken") operator.say(`the receipts are no whole chain, only the first ${chain.kept.length} count: ${chain.faults.join("; ")}`);
    return chain.kept;
  } catch (error) {
    operator.say(`the receipts could not be read, so the choice rests on the backups alone: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
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
    const signer = await exporterKey(ports.files, context.settings.export.signer, context.projectDirectory);
    const [kept, listed] = await Promise.all([keptReceipts(ports, context), ports.objects.list(bucket, servicePrefix(service))]);
    const stored = new Map(listed.map((object) => [object.name, object]));
    const seenAt = firstSights(service, kept);
    const manifests = manifestsIn(service, listed.map((object) => ({ ...object, createdAt: seenAt.get(object.name) ?? object.createdAt })));
    for (const gone of goneFrom(new Set(manifests.map(({ id }) => id)), kept)) ports.operator.say(gone);

    const refused: string[] = [];
    for (let from = 0; from < manifests.length; from += AT_A_TIME) {
      const some = await Promise.all(manifests.slice(from, from + AT_A_TIME).map((found) => readCandidate(ports.objects, bucket, service, found, signer)));
      const choice = chooseNewest({ service, candidates: some.filter((one) => one !== undefined), stored, kept });
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
