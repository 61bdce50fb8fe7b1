import { expect, test } from "vitest";
import { pace } from "../../../lab/traffic/pace.ts";

test("slow work does not slow the pace, and the end waits for it", async () => {
  const stop = new AbortController();
  let begun = 0;
  let ended = 0;
  const work = async () => {
    begun += 1;
    if (begun === 5) stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 800));
    ended += 1;
  };
  const start = performance.now();
  await pace(50, stop.signal, work);
  expect(begun).toBe(5);
  expect(ended).toBe(5);
  expect(performance.now() - start).toBeLessThan(5 * 800);
});
