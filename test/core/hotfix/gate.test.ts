import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, type Counters, type Look } from "../../../scripts/core/hotfix/gate.ts";

const rule = { settleSeconds: 30, watchSeconds: 60, maxFailedShare: 0.02 };
const well = (after: number, counters?: Counters): Look => ({ after, healthy: true, says: "well", probes: [{ path: "/orders", failed: undefined }], counters });
const ill = (after: number): Look => ({ after, healthy: false, says: "status 503", probes: [{ path: "/orders", failed: undefined }], counters: undefined });
const failing = (after: number): Look => ({ ...well(after), probes: [{ path: "/orders", failed: "status 500" }] });
const unseen = (after: number): Look => ({ after, unseen: "ssh: connect timed out" });
const every = (seconds: number, look: (after: number) => Look): Look[] => Array.from({ length: Math.floor(seconds / 2) + 1 }, (_, index) => look(index * 2));

describe("a release", () => {
  test.each([
    ["that nobody has looked at yet is waited for", [], "wait"],
    ["that is starting is waited for", [ill(0), ill(10), ill(28)], "wait"],
    ["that never gets well is bad", [ill(0), ill(10), ill(30)], "bad"],
    ["that cannot be seen is never good", every(90, unseen), "bad"],
    ["that is well is watched on", every(40, (after) => well(after)), "wait"],
    ["that was well to the end is good", every(60, (after) => well(after)), "good"],
    ["that was ill for a moment while it started is good", [ill(0), ...every(60, (after) => well(after + 2))], "good"],
    ["that was ill once is waited for", [well(0), ill(2)], "wait"],
    ["that is ill three times is bad", [well(0), ill(2), ill(4), ill(6)], "bad"],
    ["that is well and ill by turns is bad", every(60, (after) => (after % 4 === 2 ? ill(after) : well(after))), "bad"],
    ["that was ill once among many is good", [...every(30, (after) => well(after)), ill(32), ...every(26, (after) => well(after + 34))], "good"],
    ["that is out of sight three times is bad", [well(0), unseen(2), unseen(4), unseen(6)], "bad"],
    ["that is ill at the end is bad", [...every(58, (after) => well(after)), ill(60)], "bad"],
    ["whose probe failed once among many is watched on", [...every(30, (after) => well(after)), failing(32), well(34), ...every(20, (after) => well(after + 36))], "wait"],
    ["whose probe fails twice, one after another, is bad", [well(0), failing(2), failing(4)], "bad"],
  ] as const)("%s", (_, looks, verdict) => {
    expect(judge(looks, rule).verdict).toBe(verdict);
  });

  test("that is looked at a few times only, and ill at every other, is bad at the end", () => {
    expect(judge([well(0), ill(2), well(4), ill(6), well(8)], { ...rule, watchSeconds: 8 })).toEqual({ verdict: "bad", because: "not well 2 of 5 times: status 503" });
  });

  test("whose requests fail more than they may is bad, with the figures", () => {
    const looks = [well(0, { requests: 0, failed: 0 }), well(2, { requests: 12, failed: 6 })];
    expect(judge(looks, rule)).toEqual({ verdict: "bad", because: "6 of 12 requests failed, more than 2 %" });
  });

  test("is not blamed for what failed before it was well", () => {
    const looks = every(60, (after) => well(after, { requests: 100 + after, failed: 40 }));
    expect(judge(looks, rule).verdict).toBe("good");
  });

  test("is not judged by a handful of requests", () => {
    expect(judge([well(0, { requests: 0, failed: 0 }), well(2, { requests: 9, failed: 9 })], rule).verdict).toBe("wait");
  });
});

const anyLook = fc.oneof(
  fc.record({ healthy: fc.boolean(), failed: fc.boolean(), requests: fc.nat(50), bad: fc.nat(50) }),
  fc.constant("unseen" as const),
);
const asLooks = (seen: readonly (typeof anyLook extends fc.Arbitrary<infer T> ? T : never)[]): Look[] =>
  seen.map((one, index) => {
    const after = index * 2;
    if (one === "unseen") return unseen(after);
    return { after, healthy: one.healthy, says: "", probes: [{ path: "/", failed: one.failed ? "status 500" : undefined }], counters: { requests: one.requests, failed: Math.min(one.requests, one.bad) } };
  });

test("whatever is seen, good is said only after the whole time, and of a host that is well", () => {
  fc.assert(
    fc.property(fc.array(anyLook, { maxLength: 80 }), (seen) => {
      const looks = asLooks(seen);
      if (judge(looks, rule).verdict !== "good") return;
      const last = looks.at(-1);
      expect(last !== undefined && "healthy" in last && last.healthy && last.after >= rule.watchSeconds).toBe(true);
    }),
  );
});

test("nobody is kept waiting for ever: every watch comes to an end", () => {
  fc.assert(
    fc.property(fc.array(anyLook, { minLength: 50, maxLength: 80 }), (seen) => {
      const looks = asLooks(seen);
      expect(looks.some((_, index) => judge(looks.slice(0, index + 1), rule).verdict !== "wait")).toBe(true);
    }),
  );
});
