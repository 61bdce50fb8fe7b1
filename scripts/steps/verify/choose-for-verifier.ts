import { resolve } from "node:path";
import { readChosenBackup } from "../../core/chosen-backup.ts";
import { FailoverError } from "../../core/errors.ts";
import { recipientsIn } from "../../core/recipients.ts";
import type { Ports } from "../../ports.ts";
import { chooseBackup } from "../choose-backup.ts";
import type { Step } from "../step.ts";
import { readManifest } from "../verify-data.ts";

/** Looks at one backup as a failover would before it chose it; refuses one that the verifier's key does not open before any machine is made. */
export const chooseForVerifier = (backup: string): Step => ({
  ...chooseBackup,
  title: `Look at backup ${backup}`,
  needs: [],
  run: async (ports, context) => {
    const chosen = await chooseBackup.run(onlyOf(ports, backup), context);
    const { id } = readChosenBackup(chosen);
    const { recipients } = await readManifest(ports, { ...context, output: () => chosen });
    const recipient = context.settings.verification?.recipient ?? "";
    const own = recipientsIn((await ports.files.read(resolve(context.projectDirectory, recipient))) ?? "");
    if (!recipients.some((one) => own.includes(one))) throw new FailoverError("BACKUP_NOT_FOR_VERIFIER", { backup: id, recipient });
    return chosen;
  },
});

/** The same ports, to whom the exports bucket holds one backup only. */
const onlyOf = ({ objects, ...ports }: Ports, id: string): Ports => ({ ...ports, objects: { ...objects, list: (bucket, prefix) => objects.list(bucket, `${prefix}${id}/`) } });
