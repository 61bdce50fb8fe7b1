import type { Chain, Kept } from "./receipt-chain.ts";
import type { Receipt } from "./receipts.ts";

export const levels = [1, 2, 3] as const;
export type Level = (typeof levels)[number];

/** The age in hours beyond which the newest success of a level is red. */
export type MaxAges = { readonly level1: number; readonly level2: number; readonly level3: number };
export const usualMaxAges: MaxAges = { level1: 2, level2: 26, level3: 192 };

type Found = { readonly backup: string; readonly at: string };

/** How old the newest success of a level is, against its target. */
export type LevelAge = {
  readonly level: Level;
  readonly state: "fresh" | "stale" | "never";
  readonly maxAgeSeconds: number;
  readonly success: (Found & { readonly ageSeconds: number; /** Everything until then is in that backup; null when no receipt says so. */ readonly snapshotAt: string | null; readonly restoreSeconds: number | null }) | null;
  /** The newest failure that came after it. */
  readonly failure: (Found & { readonly findings: readonly string[] }) | null;
};

/** What the receipts say of the backups, as `failover verify-export` shows it. */
export type VerificationAges = { readonly chain: Chain["state"]; readonly receipts: number; readonly faults: readonly string[]; readonly levels: readonly LevelAge[] };

type Verified = Extract<Receipt["about"], { readonly kind: "verified" }>;

/** Ages by the store's clock. Of a broken chain only what stands before its first fault counts. */
export function verificationAges(chain: Chain, now: number, maxAges: MaxAges): VerificationAges {
  const verified = chain.kept.flatMap(({ receipt: { about }, storedAt }) => (about.kind === "verified" ? [{ about, storedAt }] : []));
  return {
    chain: chain.state,
    receipts: chain.count,
    faults: chain.state === "broken" ? chain.faults : [],
    levels: levels.map((level) => ageOf(level, verified.filter(({ about }) => about.level === level), { kept: chain.kept, now, maxAgeSeconds: maxAges[`level${level}`] * 60 * 60 })),
  };
}

function ageOf(level: Level, said: readonly { readonly about: Verified; readonly storedAt: string }[], { kept, now, maxAgeSeconds }: { readonly kept: readonly Kept[]; readonly now: number; readonly maxAgeSeconds: number }): LevelAge {
  const place = said.findLastIndex(({ about }) => about.passed);
  const passed = said[place];
  const failed = said.slice(place + 1).at(-1);
  const failure = failed === undefined ? null : { backup: failed.about.backup, at: failed.storedAt, findings: failed.about.findings };
  if (passed === undefined) return { level, state: "never", maxAgeSeconds, success: null, failure };
  const { backup, manifestSha256, restoreSeconds = null } = passed.about;
  const ageSeconds = Math.max(0, (now - Date.parse(passed.storedAt)) / 1000);
  const seen = kept.find(({ receipt: { about } }) => about.kind === "seen" && about.manifestSha256 === manifestSha256)?.receipt.about;
  const snapshotAt = seen?.kind === "seen" ? seen.snapshotAt : null;
  return { level, state: ageSeconds > maxAgeSeconds ? "stale" : "fresh", maxAgeSeconds, success: { backup, at: passed.storedAt, ageSeconds, snapshotAt, restoreSeconds }, failure };
}

/** Whether anything is red: a broken chain, a level whose success is too old or never was, or that has failed since. */
export const isRed = ({ chain, levels }: VerificationAges): boolean => chain === "broken" || levels.some(({ state, failure }) => state !== "fresh" || failure !== null);
