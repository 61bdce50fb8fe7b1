import { expect, test } from "vitest";
import { until } from "../../scripts/steps/until.ts";

test("a wait ends at its limit although the wall clock is set back an hour meanwhile", async () => {
  let seconds = 0;
  let wall = Date.parse("2026-11-26T03:00:00Z");
  const clock = {
    now: () => new Date(wall),
    elapsed: () => seconds,
    sleep: async (pause: number) => {
      wall += (seconds === 0 ? -3600 + pause : pause) * 1000;
      seconds += pause;
    },
  };
  let looks = 0;
  expect(await until(clock, { everySeconds: 1, limitSeconds: 5 }, async () => ((looks += 1) > 100 ? "far too late" : undefined))).toEqual({ seen: undefined, waitedSeconds: 5 });
});
