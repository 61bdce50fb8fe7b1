import { describe, expect, test } from "vitest";
import type { Observation, ObservedState } from "../../../scripts/core/observation.ts";
import { Secret } from "../../../scripts/core/secret.ts";
import { awsVerdict, withTriage } from "../../../scripts/core/watch/aws-verdict.ts";
import { clockJump, heartbeatSeconds } from "../../../scripts/core/watch/changes.ts";
import { asSeen, judgeAws, judgeService } from "../../../scripts/core/watch/judge.ts";
import { readPingdom } from "../../../scripts/core/watch/pingdom.ts";
import { checkRequest, REPLAY_SECONDS, signRequest } from "../../../scripts/core/watch/signed-request.ts";

const at = "2026-11-26T01:00:00.000Z";
const look = (from: string, state: ObservedState, probe = "aws-answers", target = "ec2"): Observation => ({ probe, target, from, state, value: state, at, seconds: 0.1 });

test.each([
  [{ status: 200, body: "" }, "up", "up"],
  [{ status: 503, body: "" }, "down", "down"],
  [{ status: 404, body: "" }, "down", "up"],
  [{ status: 301, body: "" }, "down", "up"],
  [{ failed: "ECONNREFUSED" }, "down", "down"],
])("%j means that the service is %s, and AWS %s", (answer, service, aws) => {
  expect([judgeService(answer).state, judgeAws(answer).state]).toEqual([service, aws]);
});

test("a place that reaches nothing at all cannot see; one reference is enough to be believed", () => {
  const down = [look("here", "down"), look("here", "up", "own-http")];
  expect(asSeen(down, [{ failed: "x" }, { failed: "y" }]).map(({ state }) => state)).toEqual(["unknown", "up"]);
  expect(asSeen(down, [{ failed: "x" }, { status: 204, body: "" }])).toEqual(down);
});

test.each<[string, readonly ObservedState[], string]>([
  ["nobody looks", [], "unknown"],
  ["all see it up", ["up", "up"], "up"],
  ["two see it down", ["down", "down", "up"], "down"],
  ["one alone sees it down", ["down", "up", "up"], "up"],
  ["one sees it down, one cannot tell", ["down", "unknown", "up"], "unknown"],
  ["the only one that looks sees it down", ["down"], "unknown"],
  ["nobody can tell", ["unknown", "unknown"], "unknown"],
  ["one cannot tell, the others see it up", ["unknown", "up", "up"], "up"],
])("of AWS, when %s", (_, states, expected) => {
  expect(awsVerdict(states.map((state, index) => look(`place-${index}`, state)), { atLeast: 2, share: 0.5 }).aws).toBe(expected);
});

test.each<[string, string, "high" | "low", string]>([
  ["data plane", "aws-data-plane", "high", "down"],
  ["data plane, and is not sure", "aws-data-plane", "low", "up"],
  ["control plane alone: what runs still runs", "aws-control-plane", "high", "up"],
  ["code", "code", "high", "up"],
])("addresses answer, and a triage finds fault with the %s", (_, verdict, confidence, expected) => {
  expect(withTriage({ aws: "up", because: "x" }, { verdict, confidence, because: "y" }).aws).toBe(expected);
});

describe("a signed question", () => {
  const key = new Secret("a key of at least thirty-two characters");
  const now = Date.parse(at);
  const asked = { at, nonce: "n1", body: "{}" };
  const whole = { ...signRequest(key, asked), body: "{}" };

  test("is believed once", () => {
    const first = checkRequest(key, whole, { now, seen: new Map() });
    if ("refused" in first) throw new Error(first.refused);
    expect(checkRequest(key, whole, { now: now + 1000, seen: first.seen })).toEqual({ refused: "this question was asked before" });
  });

  test.each([
    ["another body", { ...whole, body: "{ }" }, now],
    ["another time", { ...whole, at: "2026-11-26T01:00:01.000Z" }, now],
    ["another nonce", { ...whole, nonce: "n2" }, now],
    ["no signature", { ...whole, signature: "" }, now],
    ["another key's", { ...signRequest(new Secret("another key of thirty-two characters"), asked), body: "{}" }, now],
  ])("with %s is refused", (_, question, when) => {
    expect(checkRequest(key, question, { now: when, seen: new Map() })).toEqual({ refused: "the signature is not of this key" });
  });

  test.each([REPLAY_SECONDS + 1, -REPLAY_SECONDS - 1])("that is %i s off is refused, and says by how much", (seconds) => {
    expect(checkRequest(key, whole, { now: now + seconds * 1000, seen: new Map() })).toEqual({ refused: `the question's time differs from this machine's by ${seconds} s` });
  });

  test("is remembered for as long as it could be sent again, and no longer", () => {
    const first = checkRequest(key, whole, { now, seen: new Map([["old", now - 1]]) });
    expect("seen" in first && [...first.seen.keys()]).toEqual(["n1"]);
  });
});

test("Pingdom's words are taken for what they are; anything else is unknown", () => {
  const own = { names: ["shop.example.com"], ids: [], tags: [] };
  const list = (checks: unknown) => readPingdom({ status: 200, body: JSON.stringify({ checks }) }, own, { at, seconds: 0.2 }).map(({ target, state }) => `${target} ${state}`);
  const check = (status: string) => ({ id: 1, name: status, hostname: "shop.example.com", status });
  expect(list([check("up"), check("down"), check("unconfirmed_down"), check("paused"), check("odd")])).toEqual(["up up", "down down", "unconfirmed_down unknown", "odd unknown"]);
  expect(list([check("paused")])).toEqual(["pingdom unknown"]);
  for (const answer of [{ failed: "x" }, { status: 403, body: "" }, { status: 200, body: "<html>" }, { status: 200, body: "{}" }]) expect(readPingdom(answer, own, { at, seconds: 0 })).toMatchObject([{ state: "unknown" }]);
});

test("a clock that was set is noticed, a busy machine is none", () => {
  expect(clockJump(undefined, { wall: 0, elapsed: 0 })).toBeUndefined();
  expect(clockJump({ wall: 0, elapsed: 0 }, { wall: 33_000, elapsed: 30 })).toBeUndefined();
  expect(clockJump({ wall: 0, elapsed: 0 }, { wall: -3_570_000, elapsed: 30 })).toBe(-3600);
});

test("AWS's state is written down at least every ten minutes, in a rehearsal more often", () => {
  expect(heartbeatSeconds(30, 24)).toBe(600);
  expect(heartbeatSeconds(1, 0.01)).toBe(1.8);
});
