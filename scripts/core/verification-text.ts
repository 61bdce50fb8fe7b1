import { ageText } from "./ready/ages.ts";
import type { LevelAge, VerificationAges } from "./verification-ages.ts";

const what = ["objects, signature, receipts", "decrypted and read", "restored and counted"] as const;

function line({ level, state, maxAgeSeconds, success, failure }: LevelAge): readonly string[] {
  const isGreen = state === "fresh" && failure === null;
  const age = success === null ? "never" : `${ageText(success.ageSeconds)} ago`;
  const of = success === null ? "" : `  ${success.backup}${success.snapshotAt === null ? "" : `, everything until ${success.snapshotAt}`}`;
  return [
    `${isGreen ? "green" : "red  "}  level ${level}  ${what[level - 1]?.padEnd(29) ?? ""}${age.padEnd(12)} at most ${ageText(maxAgeSeconds).padEnd(8)}${of}`.trimEnd(),
    ...(failure === null ? [] : [`       since then ${failure.backup} failed, at ${failure.at}:`, ...failure.findings.map((finding) => `         - ${finding}`)]),
    ...(state === "fresh" ? [] : [`       next: failover verify-export --level ${level}`]),
  ];
}

/** The table: each level's newest success and its age against its target, and the state of the chain. */
export function verificationText({ chain, receipts, faults, levels }: VerificationAges): string {
  const head = chain === "whole" ? `The chain of ${receipts} receipts is whole.` : `The receipts are no whole chain; only the first ${receipts} count:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`;
  return [head, ...levels.flatMap(line)].join("\n");
}
