import { usualMaxAges } from "../../core/verification-ages.ts";
import type { World } from "../../world.ts";
import { keyHere, type Archive } from "./archive.ts";
import type { Outcome } from "./level.ts";
import { verifyLevel1 } from "./level-1.ts";
import { recordCheckpoint, recordLevel1, storeTime } from "./record.ts";

/** So often within the time that level 1 may be old, its newest success is said again. */
const TIMES_WITHIN_LIMIT = 4;

/** Level 1 of the whole archive, or of one backup, with what it found recorded. */
export async function runLevel1(archive: Archive, world: World, backup: string | undefined): Promise<Outcome> {
  const { project, ports, signer, receipts } = archive;
  const { service, storage, verification } = project.written;
  const key = await keyHere(archive, ["warden"], world);
  const result = await verifyLevel1(ports, { service, bucket: storage.buckets.exports, signer, readChain: async () => receipts?.read(), backup });
  const chain = await receipts?.read();
  // To a broken chain nothing is added; the findings say that it is broken.
  if (receipts === undefined || key === undefined || chain?.state !== "whole") return { result, recorded: key === undefined ? null : 0 };
  const now = await storeTime(ports.objects, { bucket: storage.buckets.journal, service }, chain, world.clock.now().getTime());
  const sayAgainSeconds = ((verification?.maxAgeHours ?? usualMaxAges).level1 * 60 * 60) / TIMES_WITHIN_LIMIT;
  const written = await recordLevel1(result, { receipts, key, now, sayAgainSeconds });
  return { result, recorded: written + Number(await recordCheckpoint({ receipts, key })) };
}
