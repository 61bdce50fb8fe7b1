import type { LevelAge, VerificationAges } from "./verification-ages.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An age as a person says it. */
export function spoken(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`;
  return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} h` : `${Math.round(seconds / DAY)} days`;
}

const what = ["objects, signature, receipts", "decrypted and read", "restored and counted"] as const;

function line({ level, state, maxAgeSeconds, success, failure }: LevelAge): readonly string[] {
  const isGreen = state === "fresh" && failure === null;
  const age = success === null ? "never" : `${spoken(success.ageSeconds)} ago`;
  const of = success === null ? "" : `  ${success.backup}${success.snapshotAt === null ? "" : `, everything until ${success.snapshotAt}`}`;
  return [
    `${isGreen ? "green" : "red  "}  level ${level}  ${what[level - 1]?.padEnd(29) ?? ""}${age.padEnd(12)} at most ${spoken(maxAgeSeconds).padEnd(8)}${of}`.trimEnd(),
    ...(failure === null ? [] : [`       since then ${failure.backup} failed, at ${failure.at}:`, ...failure.findings.map((finding) => `         - ${finding}`)]),
    ...(state === "fresh" ? [] : [`       next: failover verify-export --level ${level}`]),
  ];
}

/** The table: each level's newest success and its age against its target, and the state of the chain. */
export function verificationText({ chain, receipts, faults, levels }: VerificationAges): string {
  const head = chain === "whole" ? `The chain of ${receipts} receipts is whole.` : `The receipts are no whole chain; only the first ${receipts} count:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`;
  return [head, ...levels.flatMap(line)].join("\n");
}
