import { expect, test } from "vitest";
import { measureOutage } from "../../../lab/drill/outage-report.ts";
import type { HeldOrder } from "../../../lab/drill/judge.ts";
import type { Observation } from "../../../lab/traffic/observation.ts";

const at = (second: number) => `2026-11-25T01:00:${String(second).padStart(2, "0")}.000Z`;
const order = (id: string) => ({ id, customer: "c", sku: "s", quantity: 1, note: "" });
const seen = (kind: "acknowledged" | "failed", second: number, id: string) =>
  ({ kind, at: at(second), sentAt: at(second), ms: 1, address: "a", side: "aws", order: order(id), ...(kind === "failed" ? { error: "x" } : {}) }) as unknown as Observation;
const held = (...ids: readonly string[]) => new Map(ids.map((id) => [id, { ...order(id), lines: [] } as unknown as HeldOrder]));

test("the outage is from the last good answer before the first failure to the first one after; what is promised and not there is lost", () => {
  const observations = [seen("acknowledged", 1, "a"), seen("acknowledged", 5, "b"), seen("acknowledged", 7, "c"), seen("failed", 9, "d"), seen("acknowledged", 40, "e")];
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("a", "e"), recoveredUntil: at(4) })).toEqual({ downtimeSeconds: 33, lost: ["b", "c"], lostBeforeThat: [] });
  expect(measureOutage({ seen: observations, goneAt: at(6), held: held("b", "c", "e"), recoveredUntil: at(4) })).toMatchObject({ lost: ["a"], lostBeforeThat: ["a"] });
});

test("a customer who is never served again had no end of it", () => {
  expect(measureOutage({ seen: [seen("acknowledged", 1, "a"), seen("failed", 9, "d")], goneAt: at(6), held: held("a"), recoveredUntil: at(4) }).downtimeSeconds).toBe(Number.POSITIVE_INFINITY);
});
