import fc from "fast-check";
import { expect, test } from "vitest";
import { weekly } from "../../scripts/core/periods.ts";
import { rotation, type Decision, type Kept, type RetentionRule } from "../../scripts/core/retention.ts";

const now = new Date("2026-11-25T12:00:00.000Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const rule: RetentionRule = { keep: { last: 0, hourly: 2, daily: 3, weekly: 2, monthly: 2 }, minimumAgeDays: 1, minimumCount: 2, staleAfterMinutes: 60 };
const ago = (id: string, milliseconds: number, change: Partial<Kept> = {}): Kept => ({ id, createdAt: new Date(now.getTime() - milliseconds).toISOString(), isOurs: true, soundness: "sound", ...change });
const fresh = ago("fresh", 10 * MINUTE);
const of = (decisions: readonly Decision[], id: string): Decision | undefined => decisions.find((decision) => decision.id === id);
const did = (things: readonly Kept[], change: Partial<RetentionRule> = {}) => rotation(things, { ...rule, ...change }, now);
const codes = (decision: Decision | undefined) => decision?.reasons.map(({ code }) => code);
const everyHour = (days: number): readonly Kept[] => Array.from({ length: days * 24 }, (_, n) => ago(`h${String(n).padStart(4, "0")}`, n * HOUR + 10 * MINUTE));

test("a year of hourly exports comes down to the newest of each hour, day, week and month", () => {
  const kept = did(everyHour(365), { minimumAgeDays: 0 }).decisions.filter((decision) => decision.do === "keep");
  expect(kept.map(({ createdAt, reasons }) => `${createdAt.slice(0, 16)} ${reasons.map(({ code }) => code).join(" ")}`)).toEqual([
    "2026-11-25T11:50 newest hourly daily weekly monthly",
    "2026-11-25T10:50 hourly",
    "2026-11-24T23:50 daily",
    "2026-11-23T23:50 daily",
    "2026-11-22T23:50 weekly",
    "2026-10-31T23:50 monthly",
  ]);
});

test("what is younger than the minimum age stays, whatever the rule wants", () => {
  const { decisions } = did(everyHour(3), { minimumAgeDays: 2 });
  const removed = decisions.filter((decision) => decision.do === "remove");
  expect(removed.length).toBeGreaterThan(0);
  expect(removed.every(({ createdAt }) => now.getTime() - Date.parse(createdAt) >= 2 * DAY)).toBe(true);
});

test("hours without an export use up none of the rule: what there is stays", () => {
  const { decisions } = did([fresh, ago("older", 400 * DAY), ago("oldest", 900 * DAY)]);
  expect(decisions.every((decision) => decision.do === "keep")).toBe(true);
});

test.each<[string, Kept, Decision["do"], string[]]>([
  ["nothing wants", ago("old", 50 * DAY), "remove", ["no-rule"]],
  ["somebody else took", ago("old", 50 * DAY, { isOurs: false }), "keep", ["not-ours"]],
  ["nobody has looked at", ago("old", 50 * DAY, { soundness: "unknown" }), "keep", ["unknown"]],
  ["is damaged and old", ago("old", 50 * DAY, { soundness: "damaged" }), "remove", ["damaged"]],
  ["is damaged and young: someone may want to look into it", ago("old", HOUR, { soundness: "damaged" }), "keep", ["too-young"]],
  ["is the only proven one", ago("old", 50 * DAY, { provenAt: "2026-11-20T00:00:00.000Z" }), "keep", ["newest-proven"]],
  ["the store itself keeps", ago("old", 50 * DAY, { lockedUntil: "2026-12-01T00:00:00.000Z" }), "keep", ["locked"]],
  ["the store kept until yesterday", ago("old", 50 * DAY, { lockedUntil: "2026-11-24T00:00:00.000Z" }), "remove", ["no-rule"]],
  ["is half removed", ago("old", 50 * DAY, { isGoing: true }), "finish", ["going"]],
])("one that %s", (_, thing, expected, because) => {
  const decision = of(did([...everyHour(49), thing]).decisions, "old");
  expect(decision?.do).toBe(expected);
  expect(codes(decision)).toEqual(because);
});

test("of two proven ones the newer backup is protected, whenever it was proven", () => {
  const { decisions } = did([...everyHour(49), ago("newer", 50 * DAY, { provenAt: "2026-10-08T00:00:00.000Z" }), ago("older", 60 * DAY, { provenAt: "2026-11-24T00:00:00.000Z" })]);
  expect(codes(of(decisions, "newer"))).toEqual(["newest-proven"]);
  expect(of(decisions, "older")?.do).toBe("remove");
});

test("a damaged one takes no other's place: the hour's, the day's and the month's newest sound one stays", () => {
  const { decisions } = did([fresh, ago("damaged", 40 * DAY, { soundness: "damaged" }), ago("sound", 40 * DAY + HOUR)]);
  expect(of(decisions, "sound")?.do).toBe("keep");
  expect(of(decisions, "damaged")?.do).toBe("remove");
});

test("below the minimum count the newest of what would go stays", () => {
  const none = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0 };
  const { decisions } = did([fresh, ago("a", 2 * DAY), ago("b", 3 * DAY), ago("c", 4 * DAY)], { keep: none, minimumCount: 3 });
  expect(decisions.map((decision) => `${decision.id} ${codes(decision)?.join(" ") ?? ""}`)).toEqual(["fresh newest too-young", "a minimum-count", "b minimum-count", "c no-rule"]);
});

test.each<[string, readonly Kept[], RegExp]>([
  ["the newest is stale", [ago("n", 61 * MINUTE)], /61 minutes old.*broken/],
  ["the newest fresh one is not sound", [ago("d", MINUTE, { soundness: "damaged" }), ago("n", 2 * HOUR)], /120 minutes old/],
  ["the only fresh one is another's", [ago("f", MINUTE, { isOurs: false }), ago("n", 2 * HOUR)], /120 minutes old/],
    ["one lies in the future", [fresh, ago("f", -6 * MINUTE)], /lies ahead of this machine's clock/],
])("nothing is removed while %s", (_, newest, held) => {
  const old = Array.from({ length: 50 }, (_, n) => ago(`o${n}`, (n + 100) * DAY));
  const result = did([...newest, ...old]);
  expect(result.held).toMatch(held);
  expect(result.decisions.filter((decision) => decision.do !== "keep")).toEqual([]);
});

test("nothing is removed when none is known to be sound", () => {
  const result = did([ago("u", MINUTE, { soundness: "unknown" }), ago("d", 50 * DAY, { soundness: "damaged" })]);
  expect(result.held).toBe("there is no sound one");
  expect(result.decisions.every((decision) => decision.do === "keep")).toBe(true);
});

test("a removal that has begun waits as well while the newest is stale", () => {
  expect(codes(of(did([ago("n", 2 * HOUR), ago("g", 50 * DAY, { isGoing: true })]).decisions, "g"))).toEqual(["going", "held"]);
});

test.each([
  ["2026-11-25T00:00:00Z", "2026-W48"],
  ["2026-11-22T23:59:59Z", "2026-W47"],
  ["2027-01-03T12:00:00Z", "2026-W53"],
  ["2024-12-30T00:00:00Z", "2025-W01"],
  ["2021-01-01T00:00:00Z", "2020-W53"],
])("%s lies in the week %s", (at, week) => expect(weekly(new Date(at))).toBe(week));

const anyThing = fc.record({
  id: fc.uuid(),
  minutes: fc.oneof(fc.integer({ min: -30, max: 600_000 }), fc.integer({ min: 0, max: 3000 }), fc.constantFrom(0, 60, 1440)),
  isOurs: fc.boolean(),
  soundness: fc.constantFrom("sound" as const, "sound" as const, "sound" as const, "damaged" as const, "unknown" as const),
  proven: fc.boolean(),
  isGoing: fc.boolean(),
});
const anyThings = fc.uniqueArray(anyThing, { selector: ({ id }) => id, maxLength: 40 }).map((list) =>
  list.map(({ id, minutes, isOurs, soundness, proven, isGoing }): Kept => ({ ...ago(id, minutes * MINUTE), isOurs, soundness, isGoing: isGoing && minutes > 3000, provenAt: proven ? now.toISOString() : undefined })),
);
const anyRule = fc.record({
  keep: fc.record({ last: fc.nat(4), hourly: fc.nat(4), daily: fc.nat(4), weekly: fc.nat(4), monthly: fc.nat(4) }),
  minimumAgeDays: fc.nat(30),
  minimumCount: fc.nat(6),
  staleAfterMinutes: fc.constantFrom(60, 100_000),
});
const anyMoment = fc.integer({ min: -400 * 24, max: 400 * 24 }).map((hours) => new Date(now.getTime() + hours * HOUR));

test("whatever there is, whatever the clock says: what must not go stays", () => {
  fc.assert(
    fc.property(anyThings, anyRule, anyMoment, (things, someRule, at) => {
      const { decisions, held } = rotation(things, someRule, at);
      expect(decisions.map(({ id }) => id).sort()).toEqual(things.map(({ id }) => id).sort());
      const removed = new Set(decisions.filter((decision) => decision.do === "remove").map(({ id }) => id));
      const sound = things.filter((thing) => thing.isOurs && thing.soundness === "sound" && thing.isGoing !== true);
      for (const thing of things.filter(({ id }) => removed.has(id))) {
        expect(held).toBeUndefined();
        expect(thing.isOurs && thing.soundness !== "unknown").toBe(true);
        expect(at.getTime() - Date.parse(thing.createdAt)).toBeGreaterThanOrEqual(someRule.minimumAgeDays * DAY);
      }
      const staying = sound.filter(({ id }) => !removed.has(id));
      if (removed.size > 0) expect(staying.length).toBeGreaterThanOrEqual(Math.max(1, someRule.minimumCount));
      const byTime = (a: Kept, b: Kept) => Date.parse(b.createdAt) - Date.parse(a.createdAt);
      const [proven] = sound.filter(({ provenAt }) => provenAt !== undefined).sort(byTime);
      if (proven !== undefined) expect(staying.some(({ provenAt, createdAt }) => provenAt !== undefined && createdAt === proven.createdAt)).toBe(true);
      expect(decisions.every(({ reasons }) => reasons.length > 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("the order of what is looked at changes nothing, and a clock an hour or more ahead removes nothing", () => {
  fc.assert(
    fc.property(anyThings, anyRule, fc.nat(), (things, someRule, seed) => {
      const shuffled = things.map((thing, n) => ({ thing, at: (n * 7919 + seed) % 101 })).sort((a, b) => a.at - b.at).map(({ thing }) => thing);
      expect(rotation(shuffled, someRule, now)).toEqual(rotation(things, someRule, now));
    }),
  );
  expect(rotation(everyHour(100), rule, new Date(now.getTime() + 51 * MINUTE)).held).toMatch(/61 minutes old/);
});

test("of several that lie ahead of the clock the newest is named, whatever their order", () => {
  const ahead = ["a", "b", "c"].map((id): Kept => ({ ...ago(id, -10 * MINUTE), isOurs: true, soundness: "sound" }));
  for (const things of [ahead, ahead.toReversed()]) expect(rotation(things, rule, now).held).toMatch(/^c is said/);
});

test("a second look after the removals removes no more", () => {
  fc.assert(
    fc.property(anyThings, anyRule, (things, someRule) => {
      const removed = new Set(rotation(things, someRule, now).decisions.filter((decision) => decision.do !== "keep").map(({ id }) => id));
      const again = rotation(things.filter(({ id }) => !removed.has(id)), someRule, now);
      expect(again.decisions.filter((decision) => decision.do !== "keep")).toEqual([]);
    }),
  );
});
