import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepTime, waitFor } from "../../../lab/drill/act.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a silent act says now and then that it is still on; one that speaks does not", async () => {
  const lines: string[] = [];
  const { act, say } = keepTime((line) => void lines.push(line));
  const silent = act("dig", 5, () => new Promise((resolve) => setTimeout(resolve, 20_000)));
  await vi.advanceTimersByTimeAsync(20_000);
  await silent;
  expect(lines).toEqual(["   0 s  dig (about 5 s)", "  15 s  ... dig: 15 of about 5 s", "  20 s    20.0 s for dig"]);

  lines.length = 0;
  const chatty = act("talk", 5, () => new Promise((resolve) => setTimeout(resolve, 20_000)));
  setTimeout(() => { say("half way"); }, 10_000);
  await vi.advanceTimersByTimeAsync(20_000);
  await chatty;
  expect(lines.filter((line) => line.includes("..."))).toEqual([]);
});

test("waiting ends with what was found, or says what was awaited", async () => {
  const limits = { withinSeconds: 2, everySeconds: 1, next: "look" };
  let tries = 0;
  const found = waitFor("a ship", limits, async () => (++tries === 2 ? "ship" : undefined));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await found).toBe("ship");

  const lost = expect(waitFor("a ship", limits, async () => undefined)).rejects.toThrow("a ship: nothing after 2 s");
  await vi.advanceTimersByTimeAsync(5_000);
  await lost;
});
