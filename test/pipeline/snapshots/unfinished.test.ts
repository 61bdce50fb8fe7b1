import { expect, test } from "vitest";
import { keptExport } from "../../../scripts/core/export-facts.ts";
import { rotation } from "../../../scripts/core/retention.ts";
import { keptLines } from "../../../scripts/core/rotation-text.ts";

test("an export that broke off before its manifest is called no backup, and stays", () => {
  const half = keptExport({ id: "20261016T120000Z-0a1b2c", manifest: undefined, objects: [{ name: "shop/x/data/000000.age", createdAt: "2026-10-16T12:00:00.000Z" }] }, []);
  expect(keptLines("export", [half]).join("\n")).toContain("no backup: it has no manifest");
  const rule = { keep: { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0 }, minimumAgeDays: 1, minimumCount: 1, staleAfterMinutes: 60 };
  expect(rotation([half], rule, new Date("2026-11-25T12:00:00.000Z")).decisions).toMatchObject([{ do: "keep", reasons: [{ code: "unknown", says: "it has no manifest: it is under way, or broke off" }] }]);
});
