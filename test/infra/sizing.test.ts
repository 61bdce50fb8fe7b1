import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { growthLimitGb, spread, volumeGb } from "../../infra/sizing.ts";

test("a volume holds the data and its archive side by side, and grows with the data", () => {
  assert(
    property(integer({ min: 1, max: 32_768 }), (dataGb) => {
      expect(volumeGb(dataGb)).toBeGreaterThanOrEqual(2 * dataGb);
      expect(volumeGb(dataGb + 1)).toBeGreaterThanOrEqual(volumeGb(dataGb));
      expect(Number.isInteger(volumeGb(dataGb))).toBe(true);
    }),
  );
});

test.each([
  [1, 20],
  [10, 20],
  [100, 200],
  [40_000, 65_536],
])("%i GB of data gets a volume of %i GB", (dataGb, expected) => {
  expect(volumeGb(dataGb)).toBe(expected);
});

test("RDS lets a volume grow to 64 TiB and wants a tenth of it between: nothing else is asked for", () => {
  assert(
    property(integer({ min: 1, max: 32_768 }), (dataGb) => {
      const limit = growthLimitGb(dataGb);
      if (limit === undefined) expect(volumeGb(dataGb) * 1.1).toBeGreaterThan(65_536);
      else expect([limit <= 65_536, limit >= 1.1 * volumeGb(dataGb)]).toEqual([true, true]);
    }),
  );
  expect([growthLimitGb(20), growthLimitGb(10_000), growthLimitGb(32_768)]).toEqual([160, 65_536, undefined]);
});

test("machines are dealt out so that no zone has two more than another", () => {
  assert(
    property(integer({ min: 0, max: 50 }), (count) => {
      const dealt = spread(count, ["a", "b", "c"]);
      const each = ["a", "b", "c"].map((zone) => dealt.filter((one) => one === zone).length);
      expect(dealt).toHaveLength(count);
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
    }),
  );
});
