import fc from "fast-check";
import { expect, test } from "vitest";
import { alternate } from "../../bench/alternate.ts";
import { compare, spread } from "../../bench/comparison.ts";
import { tableText } from "../../bench/table.ts";

test("what is measured is compared within each round, and the middle one counts", () => {
  const rounds = [
    { measured: 100, against: 50 },
    { measured: 1000, against: 900 }, // the machine was busy with something else
    { measured: 120, against: 60 },
  ];
  expect(compare(rounds)).toEqual({
    milliseconds: 60,
    ratio: 2,
    rounds: 3,
    measuredMilliseconds: { min: 100, median: 120, max: 1000 },
    againstMilliseconds: { min: 50, median: 60, max: 900 },
  });
});

test("a spread's middle has as many times below as above", () => {
  const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(times, (row) => {
      const { min, median, max } = spread(row);
      expect(min).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(max);
      expect(row.filter((time) => time < median).length).toBeLessThanOrEqual(row.length / 2);
      expect(row.filter((time) => time > median).length).toBeLessThanOrEqual(row.length / 2);
    }),
  );
});

test("no rounds are no result", () => {
  expect(() => compare([])).toThrow("nothing was measured");
});

test("the two take turns at going first, after one try each that does not count", async () => {
  const ran: string[] = [];
  let now = 0;
  const takes = (name: string, milliseconds: number) => async () => {
    ran.push(name);
    now += milliseconds;
  };
  const rounds = await alternate(takes("kit", 30), takes("peer", 10), 3, () => now);
  expect(ran.join(" ")).toBe("kit peer kit peer peer kit kit peer");
  expect(rounds).toEqual(Array(3).fill({ measured: 30, against: 10 }));
});

test("the table names each result, what it is compared with, and how far the times lie apart", () => {
  const result = { id: "start/help", measured: "failover --help", against: "node -e 0", ...compare([{ measured: 150, against: 60 }]) };
  expect(tableText([result])).toMatchInlineSnapshot(`
    "            longer  as long  min / median / max, ms  against, ms   rounds
    start/help  +90 ms  2.50 ×   150 / 150 / 150         60 / 60 / 60  1

    start/help: failover --help, against node -e 0"
  `);
});
