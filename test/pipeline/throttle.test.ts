import { expect, test } from "vitest";
import { throttle } from "../../scripts/pipeline/notices/throttle.ts";

test("however many wait, so many go in a second, and one sleeps at a time", async () => {
  let [at, sleeping, most] = [0, 0, 0];
  const clock = {
    elapsed: () => at,
    sleep: async (seconds: number) => {
      most = Math.max(most, (sleeping += 1));
      await Promise.resolve();
      at += seconds;
      sleeping -= 1;
    },
  };
  const turn = throttle(10, clock);
  await Promise.all(Array.from({ length: 31 }, turn));
  expect(at).toBeCloseTo(3, 6);
  expect(most).toBe(1);
});
