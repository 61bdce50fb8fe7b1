import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RuleAnswer } from "../../../scripts/core/declaration/answer.ts";
import { gateRule } from "../../../scripts/core/declaration/gate.ts";
import { locationsRule, placeState } from "../../../scripts/core/declaration/locations.ts";
import { reportsRule } from "../../../scripts/core/declaration/reports.ts";
import { inOrder, type Told } from "../../../scripts/core/evidence.ts";
import { minute, report, rules, seen, seenFrom, verdict, verdictsFrom, withdrawn } from "../../support/evidence.ts";

const both = { warden: "down", frankfurt: "down", pingdom: "up" } as const;
const fine = { warden: "up", frankfurt: "up", pingdom: "up" } as const;
const locations = (told: readonly Told[], at: number) => locationsRule(inOrder(told), rules, minute(at));

describe("several locations", () => {
  test.each<[string, readonly Told[], number, RuleAnswer["says"], Partial<RuleAnswer>]>([
    ["nobody has looked", [], 5, "cannot tell", { stillSeconds: null }],
    ["all is well", seenFrom(0, 10, fine), 10.5, "not met", { stillSeconds: null, since: null }],
    ["two of three have been DOWN for half an hour", seenFrom(0, 30, both), 30, "met", { stillSeconds: 0, alreadySeconds: 1800 }],
    ["a minute is missing", seenFrom(0, 29, both), 29, "not met", { stillSeconds: 60, alreadySeconds: 1740 }],
    ["one location lies: it alone says DOWN", seenFrom(0, 60, { warden: "down", frankfurt: "up", pingdom: "up" }), 60, "not met", { since: null }],
    ["one location lies: it alone says UP", seenFrom(0, 30, both), 30, "met", {}],
    ["one good look from enough places begins the count anew", [...seenFrom(0, 19, both), seen(20, fine), ...seenFrom(21, 40, both)], 40, "not met", { alreadySeconds: 19 * 60, stillSeconds: 11 * 60 }],
    ["it is not always the same two", [...seenFrom(0, 14, both), ...seenFrom(15, 30, { warden: "up", frankfurt: "down", pingdom: "down" })], 30, "met", {}],
    ["the watch was restarted in the 29th minute", [...seenFrom(0, 28, both), ...seenFrom(31, 33, both)], 33, "met", { alreadySeconds: 33 * 60 - 90, stillSeconds: 0 }],
    ["a gap is neither up nor down: it does not count, and does not begin anew", [...seenFrom(0, 20, both), ...seenFrom(40, 45, both)], 45, "not met", { alreadySeconds: 45 * 60 - (20 * 60 - 90) }],
    ["could not tell is not no: one is DOWN and two cannot see", seenFrom(0, 40, { warden: "down", frankfurt: "unknown", pingdom: "unknown" }), 40, "cannot tell", { since: null }],
    ["everybody fell silent an hour ago", seenFrom(0, 60, both), 121, "cannot tell", {}],
    ["a place that joined later makes no break in the past a maybe", [...seenFrom(0, 9, { warden: "down", frankfurt: "down" }), seen(10, { warden: "down", frankfurt: "up" }), ...seenFrom(11, 35, both)], 35, "not met", { alreadySeconds: 24 * 60 }],
    ["a laptop that was closed again makes no 'no' a maybe", [...seenFrom(0, 5, { laptop: "down" }), ...seenFrom(6, 40, { warden: "down", frankfurt: "up" })], 40, "not met", { since: null }],
    ["one place alone, and it says DOWN", seenFrom(0, 40, { warden: "down" }), 40, "cannot tell", { since: null }],
    ["one place alone, and it says up", seenFrom(0, 40, { warden: "up" }), 40, "not met", { since: null }],
    ["degraded is not DOWN", seenFrom(0, 60, { warden: "degraded", frankfurt: "degraded", pingdom: "down" }), 60, "not met", {}],
  ])("%s", (_, told, at, says, more) => {
    expect(locations(told, at)).toMatchObject({ rule: "locations", says, ...more });
  });

  test("a gap of more than an hour counts as unknown and asks a person", () => {
    const answer = locations([...seenFrom(0, 20, both), ...seenFrom(90, 110, both)], 110);
    expect(answer.says).toBe("met");
    expect(answer.gaps).toHaveLength(1);
    expect(answer.asks[0]).toMatch(/nothing is known of 69 min/);
  });

  test("a service that flaps is never DOWN for half an hour", () => {
    const flapping = Array.from({ length: 240 }, (_, index) => seen(index, index % 7 === 6 ? fine : both));
    for (let at = 1; at < 240; at += 1) expect(locations(flapping, at).says).toBe("not met");
  });

  test.each<[string, readonly ("up" | "degraded" | "down" | "unknown")[], string]>([
    ["every name down", ["down", "down"], "down"],
    ["half of them", ["down", "up"], "down"],
    ["fewer", ["down", "up", "up"], "degraded"],
    ["the rest cannot be told", ["down", "unknown", "up", "up"], "unknown"],
    ["none can be told", ["unknown"], "unknown"],
    ["all up", ["up", "up"], "up"],
  ])("a place with %s", (_, states, expected) => {
    expect(placeState(states.map((state) => ({ state })), 0.5)).toBe(expected);
  });
});

describe("customers' reports", () => {
  const three = [report(0, "acme"), report(20, "bolt"), report(59, "crown")];
  test.each<[string, readonly Told[], number, RuleAnswer["says"]]>([
    ["none", [], 10, "not met"],
    ["three within an hour", three, 60, "met"],
    ["three, but over more than an hour", [report(0, "acme"), report(20, "bolt"), report(61, "crown")], 61, "not met"],
    ["one customer reports thrice", [report(0, "acme"), report(1, "acme"), report(2, "acme")], 3, "not met"],
    ["one is withdrawn", [...three, withdrawn(70, "r-bolt-20")], 71, "not met"],
    ["withdrawn, and reported again in time", [...three, withdrawn(30, "r-bolt-20"), report(40, "bolt")], 60, "met"],
    ["the withdrawal arrived before the report it withdraws", [withdrawn(5, "r-bolt-20"), ...three], 60, "not met"],
    ["it stays met while they stand", three, 60 + 23 * 60, "met"],
    ["a day later they are forgotten", three, 60 + 25 * 60, "not met"],
  ])("%s", (_, told, at, says) => {
    expect(reportsRule(inOrder(told), rules, minute(at))).toMatchObject({ rule: "reports", says });
  });

  test("where others' reports may be missing, too few are no 'not met', and enough are enough", () => {
    const some = reportsRule(inOrder([report(0, "acme")]), rules, minute(1), false);
    expect(some).toMatchObject({ says: "cannot tell", because: "1 of them so far: acme, as far as this machine knows: what others recorded cannot be read; wanted are 3 or more customers within 60 min" });
    expect(reportsRule(inOrder(three), rules, minute(60), false).says).toBe("met");
  });
});

describe("the gate", () => {
  const day = 24 * 60;
  test.each<[string, readonly Told[], number, RuleAnswer["says"], Partial<RuleAnswer>]>([
    ["nobody has looked", [], 0, "cannot tell", { stillSeconds: null }],
    ["AWS is up", [verdict(0, "up")], 5, "not met", { stillSeconds: null }],
    ["down for a day", verdictsFrom(0, day, "down"), day, "met", { stillSeconds: 0 }],
    ["down for a day but an hour", verdictsFrom(0, day - 60, "down"), day - 60, "not met", { stillSeconds: 3600 }],
    ["up once in between", [...verdictsFrom(0, 600, "down"), verdict(605, "up"), ...verdictsFrom(610, day, "down")], day, "not met", { alreadySeconds: (day - 610) * 60 }],
    ["only ever unknown", [verdict(0, "unknown")], 5, "cannot tell", {}],
  ])("%s", (_, told, at, says, more) => {
    expect(gateRule(inOrder(told), rules, minute(at))).toMatchObject({ rule: "gate", says, ...more });
  });

  test("a gap counts and is shown; over an hour it asks a person", () => {
    const short = gateRule(inOrder([...verdictsFrom(0, 300, "down"), ...verdictsFrom(340, day, "down")]), rules, minute(day));
    expect(short).toMatchObject({ says: "met", asks: [] });
    expect(short.gaps).toHaveLength(1);
    const long = gateRule(inOrder([...verdictsFrom(0, 300, "down"), ...verdictsFrom(400, day, "down")]), rules, minute(day));
    expect(long.says).toBe("met");
    expect(long.asks).toHaveLength(1);
  });
});

describe("whatever the story", () => {
  const state = fc.constantFrom("up", "down", "unknown", "degraded");
  const story = fc.array(fc.record({ warden: state, frankfurt: state, pingdom: state }), { minLength: 1, maxLength: 80 });
  const toldOf = (looks: readonly Readonly<Record<string, "up" | "down" | "unknown" | "degraded">>[]) => looks.map((places, index) => seen(index, places));

  test("late and repeated entries change nothing", () => {
    fc.assert(
      fc.property(story, fc.infiniteStream(fc.nat()), (looks, numbers) => {
        const all = toldOf(looks);
        const mixed = [...all, ...all.filter((_, index) => index % 3 === 0)].map((one) => [numbers.next().value as number, one] as const).toSorted(([a], [b]) => a - b).map(([, one]) => one);
        expect(locations(mixed, looks.length)).toEqual(locations(all, looks.length));
      }),
    );
  });

  test("it is met only if no moment since half an hour ago was seen with fewer than two DOWN", () => {
    fc.assert(
      fc.property(story, (looks) => {
        const answer = locations(toldOf(looks), looks.length);
        const wellSeen = (places: Readonly<Record<string, string>>) => Object.values(places).filter((one) => one === "up" || one === "degraded").length >= 2;
        if (answer.says === "met") expect(looks.slice(-30).some(wellSeen)).toBe(false);
        if (looks.length >= 30 && looks.slice(-30).every((places) => Object.values(places).filter((one) => one === "down").length >= 2)) expect(answer.says).toBe("met");
      }),
    );
  });

  test("fewer observations never make a 'no' of a 'met': they make it later, or unknown", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 90, maxLength: 120 }), (kept) => {
        const answer = locations(kept.flatMap((isKept, index) => (isKept ? [seen(index, both)] : [])), kept.length);
        expect(["met", "cannot tell"].includes(answer.says) || (answer.stillSeconds ?? 0) > 0).toBe(true);
      }),
    );
  });
});
