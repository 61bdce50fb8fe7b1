import { FailoverError } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import { plainBytesOf } from "../core/manifest.ts";
import type { Ports } from "../ports.ts";
import { keptReceipts } from "./kept-receipts.ts";
import { newestSoundBackup, type NewestBackup } from "./newest-backup.ts";
import { exporterKey } from "./read-candidate.ts";
import type { Context, Step } from "./step.ts";

/** The backup that settings and receipts allow, if there is one; what is gone, and what was taken, is told. */
export async function soundBackup({ objects, files, operator }: Pick<Ports, "objects" | "files" | "operator">, { settings, projectDirectory }: Pick<Context, "settings" | "projectDirectory">): Promise<NewestBackup> {
  const { service, storage, recovery } = settings;
  const say = (line: string): void => operator.say(line);
  const [signer, kept] = await Promise.all([exporterKey(files, settings.export.signer, projectDirectory), keptReceipts({ objects, files, say }, settings, projectDirectory)]);
  const newest = await newestSoundBackup(objects, { bucket: storage.buckets.exports, service, signer, kept, point: recovery.point });
  newest.gone.forEach(say);
  const { chosen, refused } = newest;
  if (chosen !== undefined) say(`backup ${chosen.id}: everything until ${chosen.manifest.snapshotAt}${refused.length === 0 ? "" : `; passed over: ${refused.join("; ")}`}`);
  return newest;
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
    const { chosen, refused } = await soundBackup(ports, context);
    if (chosen === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket: context.settings.storage.buckets.exports, refused });
    return chosenOutput(chosen, refused);
  },
};

/** What the journal keeps of the choice. */
export function chosenOutput({ id, manifestName, manifestSha256, createdAt, manifest }: NonNullable<NewestBackup["chosen"]>, refused: readonly string[]): Json {
  return { id, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, createdAt, objects: manifest.objects.length, plainBytes: plainBytesOf(manifest), refused: [...refused] };
}
