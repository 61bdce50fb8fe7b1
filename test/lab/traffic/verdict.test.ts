import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Observation } from "../../../lab/traffic/observation.ts";
import { nthOrder } from "../../../lab/traffic/orders.ts";
import { clientVerdict, outageSeconds } from "../../../lab/traffic/verdict.ts";

const start = Date.parse("2026-11-23T08:00:00.000Z");
const time = (seconds: number) => new Date(start + Math.round(seconds * 1000)).toISOString();
const took = (seconds: number, ms: number) => ({ sentAt: time(seconds - ms / 1000), at: time(seconds), ms });
const order = nthOrder(0, "0f8fad5b-d9cb-469f-a165-70867728950e");
const at = { address: "198.51.100.11", side: "aws" };

const yes = (seconds: number, ms = 20): Observation => ({ kind: "acknowledged", ...took(seconds, ms), ...at, order });
const late = (seconds: number): Observation => ({ kind: "failed", ...took(seconds, 3000), error: "no answer within 3000 ms", order });
const no = (seconds: number): Observation => ({ kind: "refused", ...took(seconds, 20), ...at, status: 503, error: "read-only", order });
const read = (seconds: number, ms = 20): Observation => ({ kind: "read", ...took(seconds, ms), ...at });
const unread = (seconds: number): Observation => ({ kind: "read-failed", ...took(seconds, 3000), error: "refused" });
const resolved = (seconds: number, ...addresses: readonly string[]): Observation => ({ kind: "resolved", at: time(seconds), name: "direct", addresses: [...addresses], ttlSeconds: 60 });

describe("outages", () => {
  const shortly = (seen: readonly Observation[]) =>
    clientVerdict(seen).outages.map(({ failed, accepted, read: good }) => [failed.at, accepted?.at, good?.at].map((t) => t && (Date.parse(t) - start) / 1000));

  test.each<[string, readonly Observation[], readonly (readonly (number | undefined)[])[]]>([
    ["no failure, no outage", [yes(1), read(1.5), yes(2)], []],
    ["an outage, its first good read and its end", [yes(1), late(4), late(5), read(30), no(31), yes(35)], [[4, 35, 30]]],
    ["a refused order is a failed answer, too", [yes(1), no(2), yes(3)], [[2, 3, undefined]]],
    ["a failed read begins an outage", [yes(1), unread(4), yes(6), read(7)], [[4, 6, 7]]],
    ["an order under way when it began does not end it", [late(4), yes(4.5, 1000), late(5), yes(9)], [[4, 9, undefined]]],
    ["a read under way when it began is not a good one after it", [late(4), read(4.5, 1000), read(8), yes(9)], [[4, 9, 8]]],
    ["an outage that lasts has no end", [yes(1), late(4), late(5)], [[4, undefined, undefined]]],
    ["two outages are two", [late(4), yes(6), late(9), yes(20)], [[4, 6, undefined], [9, 20, undefined]]],
    ["the order of the lines does not matter, that of the answers does", [yes(9), late(4), yes(1)], [[4, 9, undefined]]],
  ])("%s", (_, seen, expected) => {
    expect(shortly(seen)).toEqual(expected);
  });

  test("the longest one counts; one that lasts is longer than any", () => {
    const seen = [late(4), yes(6), late(9), yes(20), late(25), yes(26)];
    const { longestOutage } = clientVerdict(seen);
    expect(longestOutage && outageSeconds(longestOutage)).toBe(11);
    const still = clientVerdict([...seen, late(40)]).longestOutage;
    expect(still && outageSeconds(still)).toBe(Infinity);
  });
});

test("the longest gap lies between two accepted orders, whatever came between them", () => {
  expect(clientVerdict([yes(1), yes(2), late(5), yes(9), yes(10)]).longestGap).toEqual({ from: time(2), until: time(9), seconds: 7 });
  expect(clientVerdict([yes(1)]).longestGap).toBeUndefined();
});

test("a name's answers are told once each time they change", () => {
  const seen = [resolved(1, "192.0.2.1"), resolved(2, "192.0.2.1"), resolved(3, "192.0.2.2"), resolved(4, "192.0.2.2"), resolved(5, "192.0.2.1")];
  expect(clientVerdict(seen).resolutions.map(({ at: when }) => when)).toEqual([time(1), time(3), time(5)]);
});

test("whatever is seen: every acknowledged order is kept, outages follow one another, and only the last may be open", () => {
  const kinds = [yes, late, no, read, unread];
  const seen = fc.array(fc.tuple(fc.nat(kinds.length - 1), fc.integer({ min: 4, max: 200 })), { maxLength: 60 });
  fc.assert(fc.property(seen, (picks) => {
    const observations = picks.map(([kind, seconds]) => (kinds[kind] ?? yes)(seconds));
    const { acknowledged, outages } = clientVerdict(observations);
    expect(acknowledged).toHaveLength(observations.filter(({ kind }) => kind === "acknowledged").length);
    outages.forEach(({ failed, accepted }, i) => {
      const next = outages[i + 1];
      if (next === undefined) return;
      expect(accepted && accepted.at >= failed.at && next.failed.at >= accepted.at).toBe(true);
    });
    const failures = observations.filter(({ kind }) => ["failed", "refused", "read-failed"].includes(kind)).length;
    expect(outages.length === 0).toBe(failures === 0);
  }));
});
