import { expect, test } from "vitest";
import { observationKey, observationSchema, type Observation } from "../../scripts/core/observation.ts";

const seen: Observation = { probe: "own-http", target: "shop.example.com", from: "this machine", state: "up", value: "200 in 41 ms", at: "2026-11-26T01:02:03.000Z", seconds: 0.041 };

test("an observation survives the way through JSON", () => {
  expect(observationSchema.parse(JSON.parse(JSON.stringify(seen)))).toEqual(seen);
});

test.each([
  ["a state nobody knows", { ...seen, state: "fine" }],
  ["no vantage point", { ...seen, from: "" }],
  ["a time that is none", { ...seen, at: "yesterday" }],
  ["a field that nobody knows", { ...seen, mood: "good" }],
])("what is not an observation is refused: %s", (_what, raw) => {
  expect(observationSchema.safeParse(raw).success).toBe(false);
});

test("the same thing from the same place has one key, whatever was seen", () => {
  expect(observationKey({ ...seen, state: "down" } as Observation)).toBe(observationKey(seen));
  expect(observationKey({ ...seen, from: "warden" })).not.toBe(observationKey(seen));
});
