import { expect, test } from "vitest";
import { measureOutage } from "../../../lab/drill/outage-report.ts";
import type { HeldOrder } from "../../../lab/drill/judge.ts";
import type { Observation } from "../../../lab/traffic/observation.ts";

const at = (second: number) => `2026-11-25T01:00:${String(second).padStart(2, "0")}.000Z`;
const order = (id: string) => ({ id, customer: "c", sku: "s", quantity: 1, note: "" });
const seen = (kind: "acknowledged" | "failed", second: number, id: string) =>
  ({ kind, at: at(second), sentAt: at(second), ms: 1, address: "a", side: "aws", order: order(id), ...(kind === "failed" ? { error: "x" } : {}) }) as unknown as Observation;
const held = (...ids: readonly string[]) => new Map(ids.map((id) => [id, { ...order(id), lines: [] } as unknown as HeldOrder]));

test("the outage is the longest time without a good answer since then; what is promised and not there is lost", () => {
  const observations = [seen("acknowledged", 1, "a"), seen("acknowledged", 5, "b"), seen("acknowledged", 7, "c"), seen("failed", 9, "d"), seen("acknowledged", 40, "e")];
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("a", "e"), recoveredUntil: at(4) })).toEqual({ downtimeSeconds: 33, lost: [{ id: "b", at: at(5) }, { id: "c", at: at(7) }], lostBeforeThat: [] });
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("b", "c", "e"), recoveredUntil: at(4) })).toMatchObject({ lost: [{ id: "a" }], lostBeforeThat: ["a"] });
});

test("a customer who is never served again had no end of it", () => {
  expect(measureOutage({ seen: [seen("acknowledged", 1, "a"), seen("failed", 9, "d")], goneAt: at(6), held: held("a"), recoveredUntil: at(4) }).downtimeSeconds).toBe(Number.POSITIVE_INFINITY);
});

// A shop without its database says no by itself, which is no failed request; the first of those may be a host that is started anew, long after.
test("a failure when a host comes back, after the first good answers, is not the outage", () => {
  const observations = [seen("acknowledged", 5, "a"), seen("acknowledged", 40, "b"), seen("failed", 41, "c"), seen("acknowledged", 43, "d"), seen("acknowledged", 44, "e")];
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("a", "b", "d", "e"), recoveredUntil: at(4) }).downtimeSeconds).toBe(35);
});

test("a silence that has not ended is no outage that ended", () => {
  const observations = [seen("acknowledged", 5, "a"), seen("acknowledged", 8, "b"), seen("failed", 50, "c")];
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("a", "b"), recoveredUntil: at(4) }).downtimeSeconds).toBe(Number.POSITIVE_INFINITY);
});
