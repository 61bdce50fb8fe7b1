import type { World } from "../../world.ts";
import { keyHere, type Archive } from "./archive.ts";
import type { LevelResult, Outcome } from "./level.ts";
import { recordLevel } from "./record.ts";

/** Records what a higher level found, if the key is here and the chain is whole. */
export async function recorded(archive: Archive, world: World, result: LevelResult): Promise<Outcome> {
  const key = await keyHere(archive, ["verifier", "warden"], world);
  if (archive.receipts === undefined || key === undefined) return { result, recorded: null };
  return { result, recorded: await recordLevel(result, { receipts: archive.receipts, key }) };
}
