import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Observation } from "../../../scripts/core/observation.ts";
import { triage } from "../../../scripts/core/triage.ts";
import type { Confidence } from "../../../scripts/core/triage/confidence.ts";
import type { Verdict } from "../../../scripts/core/triage/rule.ts";
import { at, faults, observed, type Fault } from "../../support/triage-world.ts";

const decide = (observations: readonly Observation[]) => triage(observations, { service: "shop", at });

/** The verdict for each fault by itself; of two at once, whichever stands higher in this list is named first. */
const expected: readonly (readonly [Fault, Verdict])[] = [
  ["operator-cut", "unknown"],
  ["backbone-cut", "backbone"],
  ["aws-dark", "aws-data-plane"],
  ["dns-down", "dns"],
  ["edge-down", "cloudflare-edge"],
  ["database-gone", "database"],
  ["storage-gone", "storage"],
  ["cache-gone", "cache"],
  ["search-gone", "search"],
  ["code-bug", "code"],
  ["control-plane-down", "aws-control-plane"],
  ["cloudflare-api-down", "cloudflare-api"],
  ["monitoring-lies", "monitoring"],
];

/** A cut backbone is told from a sick service by another place that sees all: then the sickness is the verdict. */
const verdictOf = (broken: readonly Fault[]): Verdict => {
  const sick = expected.filter(([fault]) => broken.includes(fault));
  const served = sick.filter(([fault]) => !["backbone-cut", "control-plane-down", "cloudflare-api-down", "monitoring-lies"].includes(fault));
  const first = sick.find(([fault]) => fault !== "backbone-cut" || served.length === 0);
  return first?.[1] ?? "nothing-wrong";
};

/** One that takes the names or the way away hides what is behind it; these pairs are decided by what can be seen still. */
const pairs: readonly (readonly [Fault, Fault])[] = faults.flatMap((one, index) => faults.slice(index + 1).map((other) => [one, other] as const));

describe("the verdict", () => {
  test("is that nothing is wrong in a world that is well, and sure", () => {
    expect(decide(observed([]))).toMatchObject({ verdict: "nothing-wrong", confidence: "high", conflicts: [], also: [] });
  });

  test.each(expected)("of %s is %s", (fault, verdict) => {
    const found = decide(observed([fault]));
    expect([found.verdict, found.rule === "cannot-see"]).toEqual([verdict, fault === "operator-cut"]);
    expect(found.confidence).toBe(verdict === "unknown" ? "low" : verdict === "cloudflare-api" ? "medium" : "high");
  });

  test.each(pairs)("of %s and %s at once is the one that hides or weighs more", (one, other) => {
    expect(decide(observed([one, other])).verdict).toBe(verdictOf([one, other]));
  });

  test("names the second fault beside the first where it can be seen", () => {
    expect(decide(observed(["database-gone", "control-plane-down"]))).toMatchObject({ verdict: "database", also: ["aws-control-plane"], next: "failover watch" });
    expect(decide(observed(["edge-down", "cache-gone"]))).toMatchObject({ verdict: "cloudflare-edge", also: ["cache"] });
  });

  test.each(expected)("of %s is the same once the vendors' pages have caught up", (fault, verdict) => {
    expect(decide(observed([fault], { pagesLag: false })).verdict).toBe(verdict);
  });
});

test("what follows from AWS being gone is not told beside it, and what does not is", () => {
  expect(decide(observed(["aws-dark"])).also).toEqual([]);
  expect(decide(observed(["aws-dark", "edge-down"])).also).toEqual(["cloudflare-edge"]);
});

test("an error page of the edge's own is no bug in the code", () => {
  expect(decide(observed(["edge-down"]))).toMatchObject({ verdict: "cloudflare-edge", also: [] });
});

describe("status pages", () => {
  const isPage = ({ probe }: Observation) => ["aws-status", "aws-health", "cloudflare-status", "pingdom"].includes(probe);

  test("decide nothing by themselves", () => {
    const alone = observed(["aws-dark"], { pagesLag: false }).filter(isPage);
    expect(decide(alone).verdict).toBe("unknown");
  });

  test("that say all is well overrule nothing that was seen, and stand against it", () => {
    const found = decide(observed(["aws-dark"]));
    expect(found.evidence.find(({ probe }) => probe === "aws-status")?.speaks).toBe("against");
    expect(found).toMatchObject({ verdict: "aws-data-plane", confidence: "high" });
  });

  test("that say all is lost turn a well world into nothing but a note", () => {
    const gloomy = observed([]).map((one) => (isPage(one) && one.probe !== "pingdom" ? { ...one, state: "down" as const } : one));
    expect(decide(gloomy)).toMatchObject({ verdict: "nothing-wrong", confidence: "high" });
  });
});

const rank: readonly Confidence[] = ["low", "medium", "high"];
const scenes = fc.uniqueArray(fc.constantFrom(...faults), { maxLength: 2 });

describe("whatever was observed", () => {
  test("the order of the answers does not matter", () => {
    fc.assert(
      fc.property(scenes, fc.array(fc.nat(), { minLength: 200, maxLength: 200 }), (broken, dice) => {
        const world = observed(broken);
        const shuffled = world.map((one, index) => ({ one, key: dice[index] ?? 0 })).sort((a, b) => a.key - b.key).map(({ one }) => one);
        expect(decide(shuffled)).toEqual(decide(world));
      }),
    );
  });

  test("an answer taken away never makes a wrong verdict surer than the right one was, and never a sure one", () => {
    fc.assert(
      fc.property(scenes, fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 200, maxLength: 200 }), fc.integer({ min: 1, max: 99 }), (broken, dice, share) => {
        const whole = decide(observed(broken));
        const fine: readonly Verdict[] = [whole.verdict, "unknown", ...whole.also, ...(broken.includes("monitoring-lies") ? (["nothing-wrong"] as const) : [])];
        const found = decide(observed(broken).filter((_, index) => (dice[index] ?? 0) >= share));
        if (!fine.includes(found.verdict)) expect([found.verdict, rank.indexOf(found.confidence) <= Math.min(rank.indexOf(whole.confidence), 1)]).toEqual([found.verdict, true]);
      }),
      { numRuns: 400 },
    );
  });

  test("a broken way is no sure verdict while nobody has asked for what customers ask for: the service may be broken as well", () => {
    const both = observed(["code-bug", "backbone-cut"]);
    expect(decide(both)).toMatchObject({ verdict: "code", confidence: "high" });
    expect(decide(both.filter(({ probe }) => ["backbone", "own-http"].includes(probe)))).toMatchObject({ verdict: "backbone", confidence: "medium" });
  });

  test("all unknown is unknown, and so is nothing", () => {
    fc.assert(
      fc.property(scenes, (broken) => {
        expect(decide(observed(broken).map((one) => ({ ...one, state: "unknown" as const })))).toMatchObject({ verdict: "unknown", confidence: "low" });
      }),
    );
    expect(decide([])).toMatchObject({ verdict: "unknown", confidence: "low", rule: "cannot-see" });
  });

  test("a place that has not proven its own sight is set aside", () => {
    const blind = observed(["aws-dark"]).filter(({ probe, from }) => !(from === "warden" || probe === "backbone"));
    const found = decide(blind);
    expect(found.rule).toBe("cannot-see");
    expect(found.evidence.filter(({ speaks }) => speaks === "set aside").length).toBeGreaterThan(5);
  });

  test("two places that contradict one another are named, and the verdict is not sure", () => {
    const split = observed([]).map((one) => (one.from === "warden" && ["own-http", "own-trace"].includes(one.probe) ? { ...one, state: "down" as const } : one));
    const found = decide(split);
    expect(found.confidence).toBe("low");
    expect(found.conflicts).toContain("the edge itself, under our name, shop.example.com: up from this machine; down from warden");
  });
});
