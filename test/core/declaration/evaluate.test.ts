import { describe, expect, test } from "vitest";
import { evaluate, lacking } from "../../../scripts/core/declaration/evaluate.ts";
import { evidenceDigest, inOrder, toldFromStore, toldHere } from "../../../scripts/core/evidence.ts";
import { daysSince, evidenceName, readEvidenceName } from "../../../scripts/core/evidence-names.ts";
import { entryAt, isoMinute, minute, report, rules, seenFrom, told, verdictsFrom } from "../../support/evidence.ts";

const dark = { warden: "down", frankfurt: "down", pingdom: "down" } as const;

describe("the evidence as a whole", () => {
  test("with the disaster and the gate met, nothing is lacking", () => {
    const evaluation = evaluate([...seenFrom(1410, 1440, dark), ...verdictsFrom(0, 1440, "down")], rules, minute(1440));
    expect(evaluation).toMatchObject({ disaster: "met", gate: "met", asks: [], scope: { majority: "proven" } });
    expect(lacking(evaluation)).toEqual([]);
  });

  test("without any evidence nobody can tell, which is as little as no", () => {
    expect(evaluate(seenFrom(0, 10, { warden: "up" }), rules, minute(10)).disaster).toBe("not met");
    expect(evaluate(seenFrom(0, 10, { warden: "up" }), rules, minute(10), false).disaster).toBe("cannot tell");
    const evaluation = evaluate([], rules, minute(0));
    expect(evaluation).toMatchObject({ disaster: "cannot tell", gate: "cannot tell" });
    expect(lacking(evaluation)).toEqual(["disaster", "gate"]);
  });

  test("customers alone make a disaster, and a person is asked whether they are most", () => {
    const up = { warden: "up", frankfurt: "up", pingdom: "up" } as const;
    const reports = [report(5, "acme"), report(6, "bolt"), report(7, "crown")];
    expect(evaluate([...seenFrom(0, 10, up), ...reports], rules, minute(10))).toMatchObject({ disaster: "met", scope: { majority: "unproven", customers: { reported: 3, all: null } }, asks: [expect.stringMatching(/most customers.*not proven: 0 of 3 looks/)] });
    expect(evaluate(reports, { ...rules, scope: { share: 0.5, customers: 5 } }, minute(10)).scope.majority).toBe("proven");
    expect(evaluate(reports, { ...rules, scope: { share: 0.5, customers: 6 } }, minute(10)).scope.majority).toBe("unproven");
  });

  test.each([
    ["two of three", { warden: "down", frankfurt: "down", pingdom: "up" }, "proven"],
    ["two of four", { warden: "down", frankfurt: "down", pingdom: "up", tokyo: "up" }, "unproven"],
  ] as const)("half is no majority: %s looks", (_, places, majority) => {
    expect(evaluate(seenFrom(0, 30, places), rules, minute(30)).scope.majority).toBe(majority);
  });

  test("its digest stands for what was there, not for the order in which it came", () => {
    const all = seenFrom(0, 5, dark);
    expect(evidenceDigest(all.toReversed())).toBe(evidenceDigest([...all, ...all]));
    expect(evidenceDigest(all.slice(1))).not.toBe(evidenceDigest(all));
  });
});

describe("a clock that is wrong", () => {
  const looked = entryAt(0, { kind: "verdict", aws: "down", holdsSeconds: 60, because: "dark" });

  test.each<[string, number, number, number, number | null]>([
    ["agrees: its own time counts", 0, 0, 0.05, null],
    ["waited for a silent bucket for three hours, and is right", 180, 180 * 60, 180, null],
    ["an hour ahead: the store's time counts", 0, 0, -60, 3600],
    ["ten minutes behind, and waited for an hour", 60, 3600, 70, -600],
  ])("%s", (_, sentAt, waitedSeconds, storedAt, contradicts) => {
    const one = toldFromStore({ entry: looked, sent: { at: isoMinute(sentAt), waitedSeconds } }, isoMinute(storedAt));
    expect(one.contradicts).toBe(contradicts);
    expect(one.at).toBe(contradicts === null ? minute(0) : minute(storedAt) - waitedSeconds * 1000);
  });

  test("is told of, and so is one that was set, what only this machine has, and what lies in the future", () => {
    const ahead = toldFromStore({ entry: looked, sent: { at: looked.at, waitedSeconds: 0 } }, isoMinute(-60));
    const { notes } = evaluate([ahead, told(1, { kind: "clock", jumpSeconds: -3600 }), toldHere(entryAt(2, { kind: "page", page: "p", about: "disaster", says: "x" })), ...seenFrom(50, 51, dark)], rules, minute(10));
    expect(notes).toEqual([
      expect.stringMatching(/clock of warden contradicts the store's, by up to 3600 s: 1 of its entries/),
      expect.stringMatching(/clock of warden was set by -3600 s/),
      expect.stringMatching(/1 entries are on this machine only/),
      expect.stringMatching(/2 entries lie in the future/),
    ]);
  });

  test("of an entry that both this machine and the bucket have, the bucket's copy counts", () => {
    const here = toldHere(looked);
    const there = toldFromStore({ entry: looked, sent: { at: looked.at, waitedSeconds: 0 } }, isoMinute(60));
    expect(inOrder([here, there])).toEqual([there]);
    expect(inOrder([there, here])).toEqual([there]);
  });
});

test("an entry's name tells its day, its time and its kind, and sorts by them", () => {
  const entry = entryAt(0, { kind: "report", report: "r-1", customer: "acme", said: "down" }, "Ana@Laptop.Example");
  const name = evidenceName("shop", entry);
  expect(name).toMatch(/^shop\/evidence\/2026-11-26\/20261126T010000000Z-ana-laptop-example-a1b2-\d{6}\.report\.json$/);
  expect(readEvidenceName(name)).toEqual({ id: entry.id, kind: "report", at: minute(0) });
  expect(readEvidenceName("shop/evidence/2026-11-26/notes.txt")).toBeUndefined();
  expect(readEvidenceName(name.replace(".report.", ".rumour."))).toBeUndefined();
  expect(daysSince(["2026-11-24", "2026-11-25", "2026-11-26", "2027-01-01", "junk"], Date.parse("2026-11-26T01:00:00Z"))).toEqual(["2026-11-25", "2026-11-26", "2027-01-01"]);
});
