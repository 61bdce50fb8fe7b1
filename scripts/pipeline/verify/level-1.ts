import { checkArchive } from "../../core/archive-check.ts";
import { servicePrefix } from "../../core/backup-names.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Chain } from "../../core/receipt-chain.ts";
import type { Clock, ObjectStore } from "../../ports.ts";
import { manifestsIn, readCandidate, type Signer } from "../../steps/read-candidate.ts";
import { eachInTurn } from "../all-ended.ts";
import type { LevelResult } from "./level.ts";

const AT_A_TIME = 16;

export type Level1 = {
  readonly service: string;
  readonly bucket: string;
  readonly signer: Signer;
  /** Undefined when nobody signs receipts here. */
  readonly readChain: () => Promise<Chain | undefined>;
  /** Only this backup's findings are wanted; of the archive, always all. */
  readonly backup: string | undefined;
};

/** Looks at every backup without decrypting anything: objects, signature, name, and the chains that show a removed one. */
export async function verifyLevel1({ objects, clock }: { readonly objects: Pick<ObjectStore, "list" | "read">; readonly clock: Pick<Clock, "elapsed"> }, { service, bucket, signer, readChain, backup }: Level1): Promise<LevelResult> {
  const begun = clock.elapsed();
  const look = async () => {
    const chain = await readChain();
    const listed = await objects.list(bucket, servicePrefix(service));
    const candidates = await eachInTurn(manifestsIn(service, listed), AT_A_TIME, (one) => readCandidate(objects, bucket, service, one, signer));
    const stored = new Map(listed.map((object) => [object.name, object]));
    return checkArchive({ service, candidates: candidates.filter((one) => one !== undefined), stored, chain });
  };
  const first = await look();
  // A backup may have come or gone between the two readings; what is there the second time as well is no such moment.
  const { backups, findings } = first.findings.length === 0 ? first : await look();
  const seconds = Math.round((clock.elapsed() - begun) * 1000) / 1000;
  const wanted = backups.filter(({ id }) => backup === undefined || id === backup);
  if (backup !== undefined && wanted.length === 0) throw new FailoverError("BACKUP_UNKNOWN", { backup, bucket, known: backups.map(({ id }) => id) });
  return { level: 1, backups: wanted.map((verdict) => ({ ...verdict, seconds })), findings };
}
