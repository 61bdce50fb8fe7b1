import type { LossByPoint, PointNow } from "../loss-by-point.ts";
import { ageText, secondsFrom } from "../ready/ages.ts";
import type { Choice } from "./choices.ts";

/** An export outside AWS that may be restored: the newest of all, of a level, or both. */
export type OutsidePoint = { readonly backup: string; readonly snapshotAt: string; readonly is: readonly string[]; readonly lossSeconds: number };
export type Outside = { readonly told: true; readonly points: readonly OutsidePoint[] } | { readonly told: false; readonly because: string };

const calledAs = ({ point }: PointNow): string => (point === "newest" ? "the newest" : "at" in point ? `the newest before ${point.at}` : `the newest verified at level ${point.verified}`);

/** What lies outside AWS, least loss first; counted to now, or to when the database was deleted, after which nobody wrote to it. */
export function outsideOf(loss: LossByPoint, deletedAt: string | undefined): Outside {
  if (!loss.told) return { told: false, because: loss.because };
  const end = new Date(Math.min(Date.parse(loss.asOf), deletedAt === undefined ? Infinity : Date.parse(deletedAt)));
  const byBackup = new Map<string, OutsidePoint>();
  for (const one of loss.points) {
    const { backup, snapshotAt } = one;
    if (backup === null || snapshotAt === null) continue;
    byBackup.set(backup, { backup, snapshotAt, is: [...(byBackup.get(backup)?.is ?? []), calledAs(one)], lossSeconds: Math.max(0, Math.round(secondsFrom(snapshotAt, end))) });
  }
  return { told: true, points: [...byBackup.values()].toSorted((a, b) => a.lossSeconds - b.lossSeconds) };
}

/** The same for people, with the command that brings one of them back, and whether it loses less than what AWS can do. */
export function outsideText(outside: Outside, choices: readonly Choice[]): readonly string[] {
  const title = "Outside AWS, by a failover of the whole service to the mirror ('failover plan' shows it; no command restores an export into AWS, where the key that opens it must never be):";
  if (!outside.told) return [title, `  could not be told: ${outside.because}`];
  const { points } = outside;
  const [least] = points;
  if (least === undefined) return [title, "  there is no export that may be restored"];
  const leastInAws = choices[0]?.lossSeconds ?? Infinity;
  const verdict = least.lossSeconds >= leastInAws ? [] : [choices.length === 0 ? "  It is all that is left." : "  It loses less than anything that AWS can restore here."];
  return [title, ...points.map(({ backup, is, lossSeconds }) => `  - ${backup} (${is.join(", ")}): loses at most ${ageText(lossSeconds)} of writes`), ...verdict];
}
