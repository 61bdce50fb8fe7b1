import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clock } from "../../scripts/adapters/clock.ts";

const forever = new AbortController().signal;

/** The clocks of a machine, to be moved by hand. */
const at = { wall: 0, steady: 0, up: 0 };
beforeEach(() => {
  Object.assign(at, { wall: 1_000_000, steady: 5_000, up: 70_000 });
  vi.spyOn(Date, "now").mockImplementation(() => at.wall);
  vi.spyOn(performance, "now").mockImplementation(() => at.steady);
  vi.spyOn(os, "uptime").mockImplementation(() => at.up / 1000);
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** What moves, in milliseconds. */
function pass({ wall, steady, up }: { readonly wall: number; readonly steady: number; readonly up: number }): void {
  at.wall += wall;
  at.steady += steady;
  at.up += up;
}

test.each<[string, Parameters<typeof pass>[0], { linux: number; elsewhere: number }]>([
  ["all clocks go on", { wall: 3_000, steady: 3_000, up: 3_000 }, { linux: 3, elsewhere: 3 }],
  ["the machine was suspended", { wall: 90_000, steady: 1_000, up: 90_000 }, { linux: 90, elsewhere: 90 }],
  ["the wall clock was set back", { wall: -3_600_000, steady: 4_000, up: 4_000 }, { linux: 4, elsewhere: 4 }],
  ["the wall clock was set forward", { wall: 3_600_000, steady: 4_000, up: 4_000 }, { linux: 4, elsewhere: 3_600 }],
  ["the wall clock was set back while the machine was suspended", { wall: -3_600_000, steady: 1_000, up: 90_000 }, { linux: 90, elsewhere: 1 }],
])("%s: what has passed", (_, passed, expected) => {
  const [linux, elsewhere] = [clock(forever, "linux"), clock(forever, "darwin")];
  expect([linux.elapsed(), elsewhere.elapsed()]).toEqual([0, 0]);
  pass(passed);
  expect({ linux: linux.elapsed(), elsewhere: elsewhere.elapsed() }).toEqual(expected);
});

test("it never goes back", () => {
  const ours = clock(forever, "darwin");
  pass({ wall: 60_000, steady: 0, up: 0 });
  expect(ours.elapsed()).toBe(60);
  pass({ wall: -50_000, steady: 2_000, up: 2_000 });
  expect(ours.elapsed()).toBe(60);
});

test("a sleep ends with an error when the kit stops, or its own signal is raised", async () => {
  const [stop, own] = [new AbortController(), new AbortController()];
  const sleeping = [clock(stop.signal).sleep(60), clock(forever).sleep(60, own.signal)];
  stop.abort();
  own.abort();
  for (const sleep of sleeping) await expect(sleep).rejects.toMatchObject({ name: "AbortError" });
});
