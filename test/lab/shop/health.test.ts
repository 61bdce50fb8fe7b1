import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checks } from "../../../lab/shop/health.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a dependency that does not answer is not well after a second, and holds up no other", async () => {
  const seen = checks({ silent: () => new Promise(() => undefined), well: async () => undefined });
  await vi.advanceTimersByTimeAsync(1000);
  expect(await seen).toEqual({ silent: { ok: false, ms: 1000, error: "no answer within 1000 ms" }, well: { ok: true, ms: 0 } });
});

test("nothing is left waiting after a good answer", async () => {
  await checks({ well: async () => undefined });
  expect(vi.getTimerCount()).toBe(0);
});
