import { expect, test } from "vitest";
import type { Decision, Kept } from "../../scripts/core/retention.ts";
import { keptLines, rotationLines } from "../../scripts/core/rotation-text.ts";

const thing = (id: string, reasons: readonly string[]): Decision & Kept => ({ id, createdAt: "2026-11-26T08:07:00Z", isOurs: true, soundness: "unknown", do: "keep", reasons: reasons.map((says) => ({ code: "hourly", says })) });

test("what is said of a copy stands beside it where 80 columns hold it, and below it where they do not", () => {
  const decisions = [thing("shop-1", ["the newest"]), thing("failover-shop-primary-20261126t080700z-0001", ["the newest of its hour", "the newest of its day", "younger than the least age of 24 hours"])];
  expect(rotationLines("snapshot", { decisions, held: undefined })).toEqual([
    "snapshots: 2 stay, 0 go",
    "  keep    2026-11-26 08:07Z  shop-1  the newest",
    "  keep    2026-11-26 08:07Z  failover-shop-primary-20261126t080700z-0001",
    "          the newest of its hour; the newest of its day; younger than the least",
    "          age of 24 hours",
  ]);
  expect(keptLines("snapshot", decisions).every((line) => line.length <= 80)).toBe(true);
});
