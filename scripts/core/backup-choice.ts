import { hasPassed, receiptsObject } from "./archive-check.ts";
import { findingsOf, type Candidate, type Stored } from "./backup-soundness.ts";
import type { Manifest } from "./manifest.ts";
import type { Kept } from "./receipt-chain.ts";
import { passedOver, type RecoveryPoint } from "./recovery-point.ts";

export type Refusal = { readonly id: string; readonly because: string };
export type Choice = { readonly chosen: (Candidate & { readonly manifest: Manifest }) | undefined; readonly refused: readonly Refusal[] };

type Question = { readonly service: string; readonly candidates: readonly Candidate[]; readonly stored: ReadonlyMap<string, Stored>; readonly kept: readonly Kept[]; readonly point: RecoveryPoint };

const newestFirst = (a: Candidate, b: Candidate): number => standsAt(b).localeCompare(standsAt(a)) || b.id.localeCompare(a.id);

/** By what time a backup counts: the store's clock, but one made from a snapshot is no newer than the snapshot, however late it was stored. */
export function standsAt({ createdAt, manifest, signed }: Candidate): string {
  if (!signed || "unreadable" in manifest || manifest.source.from !== "snapshot") return createdAt;
  const taken = new Date(manifest.snapshotAt).toISOString();
  return taken < createdAt ? taken : createdAt;
}

/** The newest sound backup by the store's clock, and for each newer one the reason it was passed over. */
export function chooseNewest(question: Question): Choice {
  const refused: Refusal[] = [];
  for (const candidate of [...question.candidates].sort(newestFirst)) {
    const because = findingsOf(candidate, question)[0] ?? receiptsObject(candidate, question.kept) ?? pointObjects(candidate, question);
    const { manifest } = candidate;
    if (because === undefined && !("unreadable" in manifest)) return { chosen: { ...candidate, manifest }, refused };
    refused.push({ id: candidate.id, because: because ?? "it cannot be read" });
  }
  return { chosen: undefined, refused };
}

/** A manifest that cannot be read has been refused before. */
const pointObjects = ({ manifest, manifestSha256 }: Candidate, { point, kept }: Question): string | undefined =>
  "unreadable" in manifest ? undefined : passedOver(point, { snapshotAt: manifest.snapshotAt, passed: (level) => hasPassed(manifestSha256, level, kept) });
