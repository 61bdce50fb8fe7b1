import { hasPassed, receiptsObject } from "../../core/archive-check.ts";
import { servicePrefix } from "../../core/backup-names.ts";
import { findingsOf } from "../../core/backup-soundness.ts";
import { FailoverError } from "../../core/errors.ts";
import { readFinalExport } from "../../core/graceful/outputs.ts";
import { FINAL_EXPORT, withoutIn, WITHOUT_FINAL_EXPORT } from "../../core/graceful/without.ts";
import { chooseBackup, chosenOutput } from "../choose-backup.ts";
import { keptReceipts } from "../kept-receipts.ts";
import type { Step } from "../step.ts";
import { findFinalExport } from "./find-final-export.ts";

/** Chooses the run's own last export and no other; the newest sound backup only where a person chose to go on without it. */
export const chooseFinalExport: Step = {
  ...chooseBackup,
  title: "Choose the last export",
  needs: [...chooseBackup.needs, FINAL_EXPORT],
  run: async (ports, context) => {
    const final = readFinalExport(context.output(FINAL_EXPORT));
    if (!final.exported || withoutIn(context.decided(WITHOUT_FINAL_EXPORT)) !== undefined) return chooseBackup.run(ports, context);
    const { objects, files, operator } = ports;
    const { service, storage } = context.settings;
    const say = (line: string): void => operator.say(line);
    const [found, listed, kept] = await Promise.all([findFinalExport(ports, context), objects.list(storage.buckets.exports, servicePrefix(service)), keptReceipts({ objects, files, say }, context.settings, context.projectDirectory)]);
    if (found === undefined || found.id !== final.id) throw new FailoverError("FINAL_EXPORT_UNSOUND", { id: final.id, because: "it is not there any more" });
    const because = findingsOf(found, { service, stored: new Map(listed.map((object) => [object.name, object])) })[0] ?? receiptsObject(found, kept);
    if (because !== undefined) throw new FailoverError("FINAL_EXPORT_UNSOUND", { id: final.id, because });
    say(`backup ${found.id}: the last export, everything until ${found.manifest.snapshotAt}${hasPassed(found.manifestSha256, 1, kept) ? "; the warden has signed for it" : ""}`);
    return chosenOutput(found, []);
  },
};
