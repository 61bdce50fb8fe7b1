import { describe, expect, test } from "vitest";
import type { LossByPoint, PointNow } from "../../../scripts/core/loss-by-point.ts";
import type { Choice } from "../../../scripts/core/restore-db/choices.ts";
import { outsideOf, outsideText } from "../../../scripts/core/restore-db/outside.ts";

const point = (more: Partial<PointNow>): PointNow => ({ point: "newest", isTheRule: false, backup: "B2", snapshotAt: "2026-11-25T00:50:00.000Z", lossSeconds: 840, passedOver: [], ...more });
const older = { backup: "B1", snapshotAt: "2026-11-24T22:00:00.000Z", lossSeconds: 11_040 };
const loss: LossByPoint = {
  asOf: "2026-11-25T01:04:00.000Z",
  told: true,
  points: [point({}), point({ point: { verified: 1 } }), point({ point: { verified: 2 }, ...older }), point({ point: { verified: 3 }, backup: null, snapshotAt: null, lossSeconds: null })],
};
const choice = (lossSeconds: number): Choice => ({ title: "the newest sound snapshot", source: { snapshot: "s" }, lossSeconds, predictedSeconds: 600 });

test("each export stands once, with all that is known of it and the loss that it means", () => {
  expect(outsideOf(loss, undefined)).toEqual({
    told: true,
    points: [
      { backup: "B2", snapshotAt: "2026-11-25T00:50:00.000Z", is: ["the newest", "the newest verified at level 1"], lossSeconds: 840 },
      { backup: "B1", snapshotAt: "2026-11-24T22:00:00.000Z", is: ["the newest verified at level 2"], lossSeconds: 11_040 },
    ],
  });
});

test.each([
  ["nothing is lost after the database was deleted", "2026-11-25T00:52:00.000Z", 120],
  ["an export that ended after the deletion loses nothing", "2026-11-25T00:49:00.000Z", 0],
  ["a deletion that a wrong clock puts ahead of now makes no loss larger", "2026-11-25T02:00:00.000Z", 840],
])("%s", (_, deletedAt, seconds) => {
  expect(outsideOf(loss, deletedAt)).toMatchObject({ points: [{ backup: "B2", lossSeconds: seconds }, { backup: "B1" }] });
});

describe("on the page", () => {
  const page = (choices: readonly Choice[], exported: LossByPoint = loss) => outsideText(outsideOf(exported, undefined), choices).join("\n");

  test.each<[string, readonly Choice[], RegExp]>([
    ["an export that loses less than AWS can says so", [choice(3600), choice(86_400)], /B2 \(the newest, the newest verified at level 1\): loses at most 14 min[^]*loses less than anything that AWS can restore/],
    ["where AWS kept nothing it is all that is left", [], /all that is left/],
    ["one that loses more is named and not praised", [choice(840)], /loses at most 14 min of writes\n {2}- B1 .*3\.1 h of writes$/],
  ])("%s", (_, choices, words) => {
    expect(page(choices)).toMatch(words);
  });

  test("where a failover brings it back is said, and that nothing does so into AWS", () => {
    expect(page([])).toMatch(/'failover plan' shows it; no command restores an export into AWS/);
  });

  test("a bucket that cannot be read is not one without exports", () => {
    expect(page([], { asOf: loss.asOf, told: false, because: "no answer within 15 s" })).toContain("could not be told: no answer within 15 s");
    expect(page([], { ...loss, points: [] })).toContain("there is no export that may be restored");
  });
});
