import { sha256Of } from "./manifest.ts";
import { openReceipt, openWord, type About, type Checkpoint, type Said, type Signers, type Thinned, type Word } from "./receipts.ts";

type Kept = Said<About>;

/** Of each of these the first receipt counts: it says when something was known, and as what. */
const firsts = (about: About): readonly string[] => [`known ${about.backup}`, ...(about.kind === "seen" ? [`seen ${about.backup}`, `seen ${about.manifestSha256}`] : [])];

/** Of each of these the last one counts. Of a backup that was removed nobody asks any more how it was. */
function lasts(about: About, removed: ReadonlySet<string>): readonly string[] {
  const { backup, manifestSha256, kind } = about;
  const its = removed.has(backup) ? [] : [`${backup} ${manifestSha256} ${kind === "verified" ? `level ${about.level}` : kind}`];
  if (kind === "removed") return [`removed ${backup}`];
  return kind === "seen" ? its : [...its, `level ${about.level}`, ...(about.passed ? [`passed level ${about.level}`] : [])];
}

/** The receipts without which anybody would judge a backup otherwise, in their order; all others may be forgotten. Doing it twice, or in parts, gives the same. */
export function worthKeeping(kept: readonly Kept[]): readonly Kept[] {
  const removed = new Set(kept.flatMap(({ receipt: { about } }) => (about.kind === "removed" ? [about.backup] : [])));
  const first = new Map<string, Kept>();
  const last = new Map<string, Kept>();
  for (const one of kept) {
    const { about } = one.receipt;
    for (const key of firsts(about)) if (!first.has(key)) first.set(key, one);
    for (const key of lasts(about, removed)) last.set(key, one);
  }
  const worth = new Set([...first.values(), ...last.values()]);
  return kept.filter((one) => worth.has(one));
}

/** What a checkpoint after these would carry. */
export function wordsFor(kept: readonly Kept[], thinned: Said<Thinned> | undefined): readonly Word[] {
  const all: readonly Said<About | Thinned>[] = [...worthKeeping(kept), ...(thinned === undefined ? [] : [thinned])];
  return all.toSorted((a, b) => a.receipt.seq - b.receipt.seq).map(({ receipt: { seq, previous, at, by, about }, signature, storedAt }) => ({ seq, previous, at, by, about, signature, storedAt }));
}

/** What a checkpoint carries, each word believed by its own signature. */
export type Carried = { readonly kept: readonly Kept[]; readonly thinned: Said<Thinned> | undefined };

/** Opens what the checkpoint under this number carries, or says what is wrong with it. */
export function carriedBy({ words }: Checkpoint, { service, seq, signers }: { readonly service: string; readonly seq: number; readonly signers: Signers }): Carried | { readonly problem: string } {
  const kept: Kept[] = [];
  let thinned: Said<Thinned> | undefined;
  let before = -1;
  for (const word of words) {
    if (word.seq <= before || word.seq >= seq) return { problem: `it carries receipt ${word.seq} out of its place` };
    before = word.seq;
    const opened = openWord(word, { service, signers });
    if ("problem" in opened) return { problem: `it carries a receipt ${word.seq} that cannot be believed: ${opened.problem}` };
    const { receipt, signature, bytes } = opened;
    const said = { signature, sha256: sha256Of(bytes), storedAt: word.storedAt };
    if (receipt.about.kind === "thinned") thinned = { ...said, receipt: { ...receipt, about: receipt.about } };
    else if (receipt.about.kind !== "checkpoint") kept.push({ ...said, receipt: { ...receipt, about: receipt.about } });
  }
  return { kept, thinned };
}

/** Whether this object is a checkpoint that a reader may begin from. */
export function isCheckpoint(bytes: Uint8Array, reading: { readonly service: string; readonly seq: number; readonly signers: Signers }): boolean {
  if (!Buffer.from(bytes).includes("checkpoint")) return false;
  const opened = openReceipt(bytes, reading);
  return !("problem" in opened) && opened.receipt.about.kind === "checkpoint" && !("problem" in carriedBy(opened.receipt.about, reading));
}
