import { indented } from "./one-line.ts";
import type { Kept } from "./receipt-chain.ts";
import { ageText, secondsFrom } from "./ready/ages.ts";
import type { Level, RecoveryPoint } from "./recovery-point.ts";

const levels: readonly Level[] = [1, 2, 3];

/** What one choice of `recovery.point` would restore now, and lose. */
export type PointNow = {
  readonly point: RecoveryPoint;
  /** Whether the settings say so. */
  readonly isTheRule: boolean;
  readonly backup: string | null;
  readonly snapshotAt: string | null;
  readonly lossSeconds: number | null;
  readonly passedOver: readonly string[];
};

/** The loss that each recovery point means as of a moment, or why that could not be told; never a part of what is approved. */
export type LossByPoint = { readonly asOf: string } & ({ readonly told: true; readonly points: readonly PointNow[] } | { readonly told: false; readonly because: string });

type Chosen = { readonly id: string; readonly snapshotAt: string };

/** The points to be compared: the newest, the newest of each level, and a moment, if the settings name one. */
export const pointsBeside = (rule: RecoveryPoint): readonly RecoveryPoint[] => ["newest", ...levels.map((verified) => ({ verified })), ...(rule !== "newest" && "at" in rule ? [rule] : [])];

/** Whether any backup can be the newest of a level: without a receipt that says so there is none, and nothing has to be read to know it. */
export const mayBeThere = (point: RecoveryPoint, kept: readonly Kept[]): boolean =>
  point === "newest" || "at" in point || kept.some(({ receipt: { about } }) => about.kind === "verified" && about.level === point.verified && about.passed);

/** One point as of now: everything after what the backup shows is lost. */
export function pointNow(point: RecoveryPoint, rule: RecoveryPoint, { chosen, passedOver }: { readonly chosen: Chosen | undefined; readonly passedOver: readonly string[] }, now: Date): PointNow {
  const isTheRule = JSON.stringify(point) === JSON.stringify(rule);
  if (chosen === undefined) return { point, isTheRule, backup: null, snapshotAt: null, lossSeconds: null, passedOver };
  return { point, isTheRule, backup: chosen.id, snapshotAt: chosen.snapshotAt, lossSeconds: Math.round(secondsFrom(chosen.snapshotAt, now)), passedOver };
}

const named = (point: RecoveryPoint): string => (point === "newest" ? "newest" : "at" in point ? `at ${point.at}` : `verified: ${point.verified}`);

/** The same for people. */
export function lossByPointText(loss: LossByPoint, columns: number): string {
  const title = indented(`What each recovery point would lose, as of ${loss.asOf} (no part of what is approved):`, 0, columns);
  if (!loss.told) return [...title, ...indented(`could not be told: ${loss.because}`, 2, columns)].join("\n");
  const width = Math.max(...loss.points.map(({ point }) => named(point).length));
  const rows = loss.points.flatMap((one) => {
    const [first = "", ...others] = indented(`${lossIn(one)}${one.isTheRule ? "  <- recovery.point" : ""}`, width + 4, columns);
    return [`  ${named(one.point).padEnd(width)}  ${first.trimStart()}`, ...others];
  });
  return [...title, ...rows].join("\n");
}

function lossIn({ point, backup, snapshotAt, lossSeconds, passedOver }: PointNow): string {
  const others = passedOver.length === 0 ? "" : `; ${passedOver.length} newer passed over`;
  if (backup !== null && snapshotAt !== null && lossSeconds !== null) return `loses ${ageText(lossSeconds)}: ${backup} shows everything until ${snapshotAt}${others}`;
  return point !== "newest" && "verified" in point ? "there is none: no backup that may be restored has a receipt of that level" : `there is none${others}`;
}
