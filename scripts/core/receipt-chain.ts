import { canonicalJson } from "./canonical-json.ts";
import { carriedBy, wordsFor } from "./checkpoint.ts";
import { sha256Of } from "./manifest.ts";
import { openReceipt, receiptName, receiptsPrefix, type About, type Opened, type Receipt, type Said, type Signers, type Thinned } from "./receipts.ts";

/** The last receipt that was seen: its number, and its bytes by their hash. */
export type Head = { readonly seq: number; readonly sha256: string };

/** What was said of a backup. */
export type Kept = Said<About>;

/** A receipt's number, and when the store took it. */
export type Place = { readonly seq: number; readonly storedAt: string };

type Read = {
  /** What was said of backups, in order, and still counts: of a broken chain what stands before its first fault. */
  readonly kept: readonly Kept[];
  /** The last word of the rotation about the receipts themselves. */
  readonly thinned: Said<Thinned> | undefined;
  /** How many receipts that is, with all that a checkpoint stands for. */
  readonly count: number;
  /** The checkpoints that were read, oldest first. */
  readonly checkpoints: readonly Place[];
  /** The newest that counts. */
  readonly newest: Place | undefined;
};

/** All receipts in order, and every fault that shows. */
export type Chain = Read & ({ readonly state: "whole"; readonly head: Head | undefined } | { readonly state: "broken"; readonly faults: readonly string[] });

export type StoredReceipt = { readonly name: string; readonly bytes: Uint8Array; readonly storedAt: string };

type Question = {
  readonly service: string;
  readonly signers: Signers;
  /** What this machine saw last, if it ever looked. */
  readonly pinned: Head | undefined;
  /** The number of the checkpoint to begin from; what lies before it is not read. 0: the very first receipt. */
  readonly from?: number;
  /** Every name that lies there, read or not. */
  readonly names?: readonly string[];
};

type Examined = { readonly seq: number; readonly sha256: string; readonly storedAt: string; readonly opened: Opened | { readonly problem: string } };

/** The number in a receipt's name; undefined for any other object. */
export function numberIn(service: string, name: string): number | undefined {
  const digits = name.slice(receiptsPrefix(service).length, -".json".length);
  return /^\d{8,}$/.test(digits) && receiptName(service, Number(digits)) === name ? Number(digits) : undefined;
}

/**
 * Whether these objects are one chain without a gap. A removal, a swap, a replay and an edit show by the links, or by the
 * checkpoint; that the newest ones are gone shows by the pinned head alone: without one, what is left is a whole chain.
 */
export function checkChain(objects: readonly StoredReceipt[], { service, signers, pinned, from = 0, names = objects.map(({ name }) => name) }: Question): Chain {
  const numbered = objects.flatMap(({ name, bytes, storedAt }): readonly Examined[] => {
    const seq = numberIn(service, name);
    return seq === undefined ? [] : [{ seq, sha256: sha256Of(bytes), storedAt, opened: openReceipt(bytes, { service, seq, signers }) }];
  });
  const ordered = numbered.filter(({ seq }) => seq >= from).sort((a, b) => a.seq - b.seq);
  const numbers = names.flatMap((name) => numberIn(service, name) ?? []).sort((a, b) => a - b);
  const strangers = names.filter((name) => numberIn(service, name) === undefined).map((name) => `${name} lies among the receipts and is none`);

  const known: Known = { kept: [], checkpoints: [], thinned: undefined, newest: undefined };
  const faults: string[] = [];
  let expected = from;
  let before: Examined | undefined;
  for (const one of ordered) {
    const { seq, opened } = one;
    const own = [...gap(expected, seq), ...("problem" in opened ? [`receipt ${seq}: ${opened.problem}`] : link(opened.receipt, before, seq === expected && (seq === 0 || seq > from)))];
    if (own.length === 0 && faults.length === 0 && !("problem" in opened)) {
      const problem = take(known, one, opened, { service, signers, isFirst: seq === from && from > 0 });
      if (problem !== undefined) own.push(`receipt ${seq}: ${problem}`);
    }
    faults.push(...own);
    before = one;
    expected = seq + 1;
  }
  const all = [...faults, ...missingBelow(from, numbers, known), ...strangers, ...behind(pinned, numbered, numbers.at(-1) ?? -1)];
  const read: Read = { ...known, count: (known.newest?.seq ?? -1) + 1 };
  if (all.length > 0) return { ...read, state: "broken", faults: all };
  return { ...read, state: "whole", head: before === undefined ? undefined : { seq: before.seq, sha256: before.sha256 } };
}

type Known = { kept: Kept[]; checkpoints: Place[]; thinned: Read["thinned"]; newest: Read["newest"] };

/** Adds what this receipt says to what is known, or says why it cannot follow. */
function take(known: Known, { seq, sha256, storedAt }: Examined, { receipt, signature }: Opened, { service, signers, isFirst }: Pick<Question, "service" | "signers"> & { readonly isFirst: boolean }): string | undefined {
  const { about } = receipt;
  const said = { signature, sha256, storedAt };
  if (isFirst && about.kind !== "checkpoint") return "it is no checkpoint, and what lay before it is gone";
  if (about.kind === "checkpoint" && isFirst) {
    const carried = carriedBy(about, { service, seq, signers });
    if ("problem" in carried) return carried.problem;
    known.kept.push(...carried.kept);
    known.thinned = carried.thinned;
  } else if (about.kind === "checkpoint" && canonicalJson(about.words) !== canonicalJson(wordsFor(known.kept, known.thinned))) {
    // Whoever reads from further back holds the word of the one who summed up against what was said.
    return "it is a checkpoint that does not say what the receipts before it said";
  }
  if (about.kind === "checkpoint") known.checkpoints.push({ seq, storedAt });
  else if (about.kind === "thinned") known.thinned = { ...said, receipt: { ...receipt, about } };
  else known.kept.push({ ...said, receipt: { ...receipt, about } });
  known.newest = { seq, storedAt };
  return undefined;
}

function gap(expected: number, seq: number): readonly string[] {
  return seq === expected ? [] : [missing(expected, seq)];
}

const missing = (first: number, next: number): string => (next - first === 1 ? `receipt ${first} is missing` : `receipts ${first} to ${next - 1} are missing`);

/** What lies below the checkpoint is not read, but all of it must be there that the rotation did not say it removes. */
function missingBelow(from: number, numbers: readonly number[], { thinned }: Pick<Read, "thinned">): readonly string[] {
  let expected = thinned?.receipt.about.before ?? 0;
  const faults: string[] = [];
  for (const seq of [...numbers.filter((one) => one < from && one >= expected), from]) {
    if (seq > expected) faults.push(missing(expected, seq));
    expected = seq + 1;
  }
  return faults;
}

function link({ seq, previous }: Receipt, before: Examined | undefined, follows: boolean): readonly string[] {
  if (!follows) return [];
  return previous === (before?.sha256 ?? null) ? [] : [`receipt ${seq} does not follow from the one before it`];
}

function behind(pinned: Head | undefined, read: readonly Examined[], newest: number): readonly string[] {
  if (pinned === undefined) return [];
  if (newest < pinned.seq) return [`the newest receipt is ${newest < 0 ? "none" : newest}; this machine has seen receipt ${pinned.seq}`];
  const there = read.find(({ seq }) => seq === pinned.seq);
  return there === undefined || there.sha256 === pinned.sha256 ? [] : [`receipt ${pinned.seq} is not the one that this machine has seen`];
}
