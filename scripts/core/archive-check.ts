import type { Candidate } from "./backup-soundness.ts";
import { isBackupId, manifestName, servicePrefix } from "./backup-names.ts";
import { findingsOf, type Stored } from "./backup-soundness.ts";
import type { Chain, Kept } from "./receipt-chain.ts";

/** One backup, and what was found against it. */
export type BackupVerdict = {
  readonly id: string;
  readonly manifestSha256: string;
  /** When the store took its manifest. */
  readonly storedAt: string;
  /** Everything until then is in it; null when its manifest cannot be read. */
  readonly snapshotAt: string | null;
  readonly bytes: number;
  readonly findings: readonly string[];
};

/** Each backup that is there, newest first, and what was found of those that are not, or of the receipts. */
export type ArchiveVerdict = { readonly backups: readonly BackupVerdict[]; readonly findings: readonly string[] };

type Archive = { readonly service: string; readonly candidates: readonly Candidate[]; readonly stored: ReadonlyMap<string, Stored>; /** Undefined when nobody signs receipts here. */ readonly chain: Chain | undefined };

/** Holds what lies in the bucket against the manifests' own words, against one another and against the receipts. */
export function checkArchive({ service, candidates, stored, chain }: Archive): ArchiveVerdict {
  const history = historyOf(chain?.kept ?? []);
  const isRemoved = ({ id, manifestSha256, createdAt }: Candidate): boolean => {
    const past = history.get(id);
    return past?.removedAt !== undefined && past.manifestSha256 === manifestSha256 && (past.storedAt === undefined || past.storedAt === createdAt);
  };
  // What is on its way out, by the rotation's own record, is neither sound nor damaged.
  const standing = candidates.filter((candidate) => !isRemoved(candidate));
  const backups = standing.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)).map((candidate): BackupVerdict => {
    const { id, manifestSha256, createdAt: storedAt, manifest } = candidate;
    const known = "unreadable" in manifest ? { snapshotAt: null, bytes: 0 } : { snapshotAt: manifest.snapshotAt, bytes: manifest.objects.reduce((sum, { bytes }) => sum + bytes, 0) };
    return { id, manifestSha256, storedAt, ...known, findings: [...findingsOf(candidate, { service, stored }), ...againstHistory(candidate, history.get(id)), ...putAgain(candidate, history.get(id))] };
  });
  const faults = chain?.state === "broken" ? chain.faults.map((fault) => `receipts: ${fault}`) : [];
  return { backups, findings: [...faults, ...goneFrom(new Set(candidates.map(({ id }) => id)), chain?.kept ?? []), ...strangers(service, stored), ...brokenLinks(standing, history)] };
}

/** What the receipts know of one backup. */
type Past = { readonly manifestSha256: string; readonly knownAt: string; readonly storedAt: string | undefined; readonly removedAt: string | undefined };

function historyOf(kept: readonly Kept[]): ReadonlyMap<string, Past> {
  const history = new Map<string, Past>();
  for (const { receipt, storedAt: at } of kept) {
    const { about } = receipt;
    const before = history.get(about.backup);
    const first: Past = before ?? { manifestSha256: about.manifestSha256, knownAt: at, storedAt: undefined, removedAt: undefined };
    history.set(about.backup, {
      ...first,
      ...(about.kind === "seen" && first.storedAt === undefined ? { storedAt: about.storedAt } : {}),
      ...(about.kind === "removed" ? { removedAt: at } : {}),
    });
  }
  return history;
}

function againstHistory({ manifestSha256 }: Candidate, past: Past | undefined): readonly string[] {
  if (past === undefined) return [];
  if (past.manifestSha256 !== manifestSha256) return [`its manifest is not the one that a receipt of ${past.knownAt} saw`];
  if (past.removedAt !== undefined) return [`the rotation removed it at ${past.removedAt}, and somebody put it there again`];
  return [];
}

/** No reason not to restore it: a bucket that was copied as a whole looks like this. But its age is that of the first sight. */
function putAgain({ manifestSha256, createdAt }: Candidate, past: Past | undefined): readonly string[] {
  if (past === undefined || past.manifestSha256 !== manifestSha256 || past.removedAt !== undefined) return [];
  return past.storedAt === undefined || past.storedAt === createdAt ? [] : [`it was stored at ${past.storedAt} when it was first seen; the store says ${createdAt} now: somebody put it there again`];
}

/** Each backup that a receipt knows, that is not there, and whose removal nobody recorded. */
export function goneFrom(there: ReadonlySet<string>, kept: readonly Kept[]): readonly string[] {
  return [...historyOf(kept)].flatMap(([id, { knownAt, removedAt }]) => (there.has(id) || removedAt !== undefined ? [] : [`backup ${id} is gone: a receipt of ${knownAt} saw it, and none says that the rotation removed it`]));
}

/** Why the receipts forbid to restore a backup; undefined when they do not. */
export function receiptsObject(candidate: Candidate, kept: readonly Kept[]): string | undefined {
  const { id, manifestSha256 } = candidate;
  const past = historyOf(kept).get(id);
  const [against] = againstHistory(candidate, past);
  if (against !== undefined) return against;
  const lastWords = new Map(kept.flatMap(({ receipt: { about }, storedAt }) => (about.kind === "verified" && about.backup === id && about.manifestSha256 === manifestSha256 ? [[about.level, { ...about, storedAt }] as const] : [])));
  const failed = [...lastWords.values()].toSorted((a, b) => a.level - b.level).find(({ passed }) => !passed);
  return failed === undefined ? undefined : `a receipt of ${failed.storedAt} says that it failed level ${failed.level}: ${failed.findings[0] ?? "no reason given"}`;
}

/** Whether the newest receipt of this level says that a manifest's backup passed. A passed higher level is no lower one: each looks at other things. */
export function hasPassed(manifestSha256: string, level: number, kept: readonly Kept[]): boolean {
  const about = kept.map(({ receipt }) => receipt.about).findLast((one) => one.kind === "verified" && one.level === level && one.manifestSha256 === manifestSha256);
  return about?.kind === "verified" && about.passed;
}

/** When the store took each manifest, by the receipts of its first sight: whoever puts an old one there again makes it no newer. */
export const firstSights = (service: string, kept: readonly Kept[]): ReadonlyMap<string, string> =>
  new Map([...historyOf(kept)].flatMap(([id, { storedAt }]) => (storedAt === undefined ? [] : [[manifestName(service, id), storedAt] as const])));

/** A manifest where none belongs is a backup that nobody would look at, or one put under another name. */
function strangers(service: string, stored: ReadonlyMap<string, Stored>): readonly string[] {
  return [...stored.keys()].flatMap((name) => {
    const [id = "", ...rest] = name.slice(servicePrefix(service).length).split("/");
    return rest.at(-1) === "manifest.json" && !(rest.length === 1 && isBackupId(id)) ? [`${name} lies where no exporter puts a manifest`] : [];
  });
}

/** Each manifest names the one its exporter made before: what it names was there once. */
function brokenLinks(candidates: readonly Candidate[], history: ReadonlyMap<string, Past>): readonly string[] {
  const known = new Set([...candidates.map(({ manifestSha256 }) => manifestSha256), ...[...history.values()].map(({ manifestSha256 }) => manifestSha256)]);
  return candidates.flatMap(({ id, signed, manifest }) => {
    if (!signed || "unreadable" in manifest || manifest.previous === null || known.has(manifest.previous)) return [];
    return [`the backup that the exporter made before ${id} is gone, and no receipt knows of it`];
  });
}
