import { wordsFor } from "./checkpoint.ts";
import type { Chain } from "./receipt-chain.ts";
import type { Checkpoint } from "./receipts.ts";

/** So many receipts since the last checkpoint ask for another: at most so many and one more are read by whoever begins there. */
export const CHECKPOINT_EVERY = 500;

/** The checkpoint that is due, if one is: only a whole chain is summed up. */
export function dueCheckpoint(chain: Extract<Chain, { readonly state: "whole" }>, every: number = CHECKPOINT_EVERY): Checkpoint | undefined {
  const last = chain.checkpoints.at(-1)?.seq ?? -1;
  const since = (chain.head?.seq ?? -1) - last;
  return since > every ? { kind: "checkpoint", words: [...wordsFor(chain.kept, chain.thinned)] } : undefined;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Below which number receipts may go: a checkpoint's that carries them, that has lain there for the minimum age by the
 * store's own clock, and that has a newer one after it, so that the loss of the newest loses nothing.
 */
export function thinnableBefore({ checkpoints, newest }: Chain, minimumAgeDays: number): number {
  if (newest === undefined) return 0;
  const old = checkpoints.slice(0, -1).filter(({ storedAt }) => Date.parse(newest.storedAt) - Date.parse(storedAt) >= minimumAgeDays * DAY);
  return old.at(-1)?.seq ?? 0;
}
