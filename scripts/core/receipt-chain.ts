import { sha256Of } from "./manifest.ts";
import { openReceipt, receiptName, receiptsPrefix, type Receipt, type Signers } from "./receipts.ts";

/** The last receipt that was seen: its number, and its bytes by their hash. */
export type Head = { readonly seq: number; readonly sha256: string };

/** A receipt that can be trusted, with the time the store gave it. */
export type Kept = { readonly receipt: Receipt; readonly sha256: string; readonly storedAt: string };

/** All receipts in order; of a broken chain those before its first fault, and every fault that shows. */
export type Chain =
  | { readonly state: "whole"; readonly kept: readonly Kept[]; readonly head: Head | undefined }
  | { readonly state: "broken"; readonly kept: readonly Kept[]; readonly faults: readonly string[] };

export type StoredReceipt = { readonly name: string; readonly bytes: Uint8Array; readonly storedAt: string };

type Question = { readonly service: string; readonly signers: Signers; /** What this machine saw last, if it ever looked. */ readonly pinned: Head | undefined; /** The first number that is asked for: what lies before it, and the link to it, is not looked at. */ readonly from?: number };

type Examined = { readonly seq: number; readonly sha256: string; readonly storedAt: string; readonly opened: ReturnType<typeof openReceipt> };

/** The number in a receipt's name; undefined for any other object. */
export function numberIn(service: string, name: string): number | undefined {
  const digits = name.slice(receiptsPrefix(service).length, -".json".length);
  return /^\d{8,}$/.test(digits) && receiptName(service, Number(digits)) === name ? Number(digits) : undefined;
}

/**
 * Whether these objects are one chain without a gap. A removal, a swap, a replay and an edit show by the links; that the
 * newest ones are gone shows by the pinned head alone: without one, what is left is a whole chain.
 */
export function checkChain(objects: readonly StoredReceipt[], { service, signers, pinned, from = 0 }: Question): Chain {
  const numbered = objects.flatMap(({ name, bytes, storedAt }): readonly Examined[] => {
    const seq = numberIn(service, name);
    return seq === undefined ? [] : [{ seq, sha256: sha256Of(bytes), storedAt, opened: openReceipt(bytes, { service, seq, signers }) }];
  });
  const ordered = numbered.toSorted((a, b) => a.seq - b.seq);
  const strangers = objects.filter(({ name }) => numberIn(service, name) === undefined).map(({ name }) => `${name} lies among the receipts and is none`);

  const kept: Kept[] = [];
  const faults: string[] = [];
  let expected = from;
  let before: Examined | undefined;
  for (const one of ordered) {
    const { seq, sha256, storedAt, opened } = one;
    const own = [...gap(expected, seq), ...("problem" in opened ? [`receipt ${seq}: ${opened.problem}`] : link(opened, before, seq === expected && (seq === 0 || seq > from)))];
    if (own.length === 0 && faults.length === 0 && !("problem" in opened)) kept.push({ receipt: opened, sha256, storedAt });
    faults.push(...own);
    before = one;
    expected = seq + 1;
  }
  const all = [...faults, ...strangers, ...behind(pinned, ordered)];
  if (all.length > 0) return { state: "broken", kept, faults: all };
  return { state: "whole", kept, head: before === undefined ? undefined : { seq: before.seq, sha256: before.sha256 } };
}

function gap(expected: number, seq: number): readonly string[] {
  if (seq === expected) return [];
  return [seq - expected === 1 ? `receipt ${expected} is missing` : `receipts ${expected} to ${seq - 1} are missing`];
}

function link({ seq, previous }: Receipt, before: Examined | undefined, follows: boolean): readonly string[] {
  if (!follows) return [];
  return previous === (before?.sha256 ?? null) ? [] : [`receipt ${seq} does not follow from the one before it`];
}

function behind(pinned: Head | undefined, ordered: readonly Examined[]): readonly string[] {
  if (pinned === undefined) return [];
  const newest = ordered.at(-1)?.seq ?? -1;
  if (newest < pinned.seq) return [`the newest receipt is ${newest < 0 ? "none" : newest}; this machine has seen receipt ${pinned.seq}`];
  const there = ordered.find(({ seq }) => seq === pinned.seq);
  return there === undefined || there.sha256 === pinned.sha256 ? [] : [`receipt ${pinned.seq} is not the one that this machine has seen`];
}
