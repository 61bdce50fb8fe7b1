import { readChosenBackup } from "../core/chosen-backup.ts";
import { FailoverError } from "../core/errors.ts";
import { parseManifest, sha256Of, type Manifest } from "../core/manifest.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";

/** The very manifest that the run chose. */
export async function readManifest({ objects }: Pick<Ports, "objects">, context: Context): Promise<Manifest> {
  const { manifestName: name, manifestSha256 } = readChosenBackup(context.output("choose-backup"));
  const bytes = await objects.read(context.settings.storage.buckets.exports, name);
  if (bytes === undefined || sha256Of(bytes) !== manifestSha256) throw new FailoverError("BACKUP_DAMAGED", { name, problem: "is no longer the manifest that this run chose" });
  return parseManifest(bytes, name);
}
