import { resolve } from "node:path";
import { manifestName } from "../../core/backup-names.ts";
import type { ChosenBackup } from "../../core/chosen-backup.ts";
import { FailoverError } from "../../core/errors.ts";
import { plainBytesOf } from "../../core/manifest.ts";
import { recipientsIn } from "../../core/recipients.ts";
import type { Step } from "../step.ts";
import { readManifest } from "../chosen-manifest.ts";

/** The backup to be proven, as level 1 saw it a moment ago. */
export type ToVerify = { readonly id: string; readonly manifestSha256: string };

/** Takes the very backup that was looked at, whatever its receipts say of it so far; refuses one that the verifier's key does not open before any machine is made. */
export const chooseForVerifier = ({ id, manifestSha256 }: ToVerify): Step => ({
  id: "choose-backup",
  title: `Look at backup ${id}`,
  needs: [],
  onInterrupted: "rerun",
  preview: () => [],
  check: async () => undefined,
  run: async (ports, context) => {
    const named = { id, manifestName: manifestName(context.settings.service, id), manifestSha256, snapshotAt: "", plainBytes: 0 };
    const { recipients, snapshotAt, objects } = await readManifest(ports, { ...context, output: () => named });
    const recipient = context.settings.verification?.recipient ?? "";
    const own = recipientsIn((await ports.files.read(resolve(context.projectDirectory, recipient))) ?? "");
    if (!recipients.some((one) => own.includes(one))) throw new FailoverError("BACKUP_NOT_FOR_VERIFIER", { backup: id, recipient });
    return { ...named, snapshotAt, plainBytes: plainBytesOf({ objects }) } satisfies ChosenBackup;
  },
});
