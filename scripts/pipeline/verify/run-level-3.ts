import { FailoverError } from "../../core/errors.ts";
import type { World } from "../../world.ts";
import { keyHere, type Archive } from "./archive.ts";
import { verifyLevel1 } from "./level-1.ts";
import type { Checked, Outcome } from "./level.ts";
import { recorded } from "./record-level.ts";
import { verifyByRestore, type VerifiedByRestore } from "./verify-by-restore.ts";

type Wanted = { readonly backup: string | undefined; readonly keep: boolean };

/** What level 3 adds: what became of its machine, and what kept it from a judgement. Without an outcome nothing is known of the backup. */
export type Level3 = {
  readonly outcome: Outcome | undefined;
  readonly machine: VerifiedByRestore["machine"] | "not made";
  readonly problem: Error | undefined;
  readonly stopped: boolean;
};

/** Level 3 of one backup, the newest that is there if none is named; its findings are recorded. One that fails level 1 fails here as well, and no machine is made for it. */
export async function runLevel3(archive: Archive, world: World, { backup, keep }: Wanted): Promise<Level3> {
  const { project, ports, signer, receipts } = archive;
  const { service, storage } = project.written;
  const bucket = storage.buckets.exports;
  // A key that cannot be read is told of before an hour is spent on what could not be recorded.
  await keyHere(archive, ["verifier", "warden"], world);
  const { backups, findings } = await verifyLevel1(ports, { service, bucket, signer, readChain: async () => receipts?.read(), backup });
  const [newest] = backups;
  if (newest === undefined) throw new FailoverError("NO_SOUND_BACKUP", { bucket, refused: findings });
  const begun = world.clock.elapsed();
  const finished = (found: readonly string[]): Checked => ({ ...newest, findings: found, seconds: Math.round((world.clock.elapsed() - begun) * 1000) / 1000 });
  const record = (checked: Checked): Promise<Outcome> => recorded(archive, world, { level: 3, backups: [checked], findings });
  if (newest.findings.length > 0) return { outcome: await record(finished(newest.findings)), machine: "not made", problem: undefined, stopped: false };

  const { proof, ...rest } = await verifyByRestore(project, { backup: newest, keep }, world);
  if (proof === undefined) return { outcome: undefined, ...rest };
  const measured = proof.restoreSeconds === null ? {} : { restoreSeconds: proof.restoreSeconds };
  return { outcome: await record({ ...finished(proof.findings), ...measured }), ...rest };
}
