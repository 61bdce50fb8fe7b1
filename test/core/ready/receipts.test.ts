import { expect, test } from "vitest";
import { chainFinding } from "../../../scripts/core/ready/chain.ts";
import { verifiedFindings } from "../../../scripts/core/ready/verified.ts";
import { checkChain } from "../../../scripts/core/receipt-chain.ts";
import type { LevelAge } from "../../../scripts/core/verification-ages.ts";
import { chainOf, signers } from "../../support/receipt-chains.ts";

const age = (change: Partial<LevelAge>): LevelAge => ({
  level: 3,
  state: "fresh",
  maxAgeSeconds: 192 * 3600,
  success: { backup: "b1", at: "2026-11-24T12:00:00Z", ageSeconds: 24 * 3600, snapshotAt: null, restoreSeconds: 300 },
  failure: null,
  ...change,
});

test.each([
  ["fresh", age({}), "green", "restored and counted, in 5 min 24 h ago (backup b1)"],
  ["too old", age({ state: "stale" }), "red", "agreed are 8 days"],
  ["never there", age({ state: "never", success: null }), "red", "no backup was ever restored and counted"],
  ["followed by a failure", age({ failure: { backup: "b2", at: "2026-11-25T12:00:00Z", findings: ["rows differ"] } }), "red", "since then b2 failed: rows differ"],
])("a success that is %s is told as it is", (_, level, light, says) => {
  expect(verifiedFindings([level])).toMatchObject([{ check: "verified-3", light, says: expect.stringContaining(says) as string }]);
});

test("each level speaks for itself, and without receipts nobody can say", () => {
  expect(verifiedFindings([age({ level: 1 }), age({ level: 2, state: "stale" })]).map(({ check, light }) => [check, light])).toEqual([["verified-1", "green"], ["verified-2", "red"]]);
  expect(verifiedFindings(undefined)).toMatchObject([{ check: "verified", light: "unknown" }]);
});

const about = { service: "shop", signers, pinned: undefined };
const three = chainOf(3);

test.each([
  ["whole", checkChain(three, about), [], "green", "up to number 2, which is pinned here"],
  ["with a gap", checkChain(three.filter((_, n) => n !== 1), about), [], "red", "receipt 1 is missing"],
  ["behind what was seen", checkChain(three.slice(0, 1), { ...about, pinned: { seq: 2, sha256: "0".repeat(64) } }), [], "red", "this machine has seen receipt 2"],
  ["whole while a backup is gone", checkChain(three, about), ["backup b1 is gone"], "red", "backup b1 is gone"],
  ["empty", checkChain([], about), [], "amber", "no receipt yet"],
] as const)("receipts that are %s are told as they are", (_, chain, gone, light, says) => {
  expect(chainFinding({ chain, seenBefore: { seq: 0, sha256: "0".repeat(64) } }, gone)).toMatchObject({ light, says: expect.stringContaining(says) as string });
});

test("without anybody who signs, and at the first look, the limits are said", () => {
  expect(chainFinding(undefined, []).light).toBe("amber");
  expect(chainFinding({ chain: checkChain(three, about), seenBefore: undefined }, []).says).toContain("cannot show at the first look");
});
