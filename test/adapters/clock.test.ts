import { afterEach, expect, test, vi } from "vitest";
import { clock } from "../../scripts/adapters/clock.ts";

const forever = new AbortController().signal;
afterEach(() => void vi.restoreAllMocks());

/** The two clocks of a machine, to be moved by hand. */
function clocks() {
  const at = { wall: 1_000_000, steady: 5_000 };
  vi.spyOn(Date, "now").mockImplementation(() => at.wall);
  vi.spyOn(performance, "now").mockImplementation(() => at.steady);
  return at;
}

test.each<[string, { wall: number; steady: number }, number]>([
  ["both clocks go on", { wall: 3_000, steady: 3_000 }, 3],
  ["the machine was suspended", { wall: 90_000, steady: 1_000 }, 90],
  ["the wall clock was set back", { wall: -3_600_000, steady: 4_000 }, 4],
  ["the wall clock was set forward", { wall: 3_600_000, steady: 4_000 }, 3_600],
])("%s: what has passed is the larger of both", (_, passed, seconds) => {
  const at = clocks();
  const ours = clock(forever);
  expect(ours.elapsed()).toBe(0);
  at.wall += passed.wall;
  at.steady += passed.steady;
  expect(ours.elapsed()).toBe(seconds);
});

test("it never goes back", () => {
  const at = clocks();
  const ours = clock(forever);
  at.wall += 60_000;
  expect(ours.elapsed()).toBe(60);
  at.wall -= 50_000;
  at.steady += 2_000;
  expect(ours.elapsed()).toBe(60);
});

test("a sleep ends with an error when the kit stops, or its own signal is raised", async () => {
  const [stop, own] = [new AbortController(), new AbortController()];
  const sleeping = [clock(stop.signal).sleep(60), clock(forever).sleep(60, own.signal)];
  stop.abort();
  own.abort();
  for (const sleep of sleeping) await expect(sleep).rejects.toMatchObject({ name: "AbortError" });
});
