import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { endingAfter, heldBack } from "../../scripts/adapters/timer.ts";

test("a time limit beside another signal comes, whatever is tidied away meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const signal = endingAfter(0.1, new AbortController().signal);
  await vi.waitFor(() => {
    collect();
    expect(signal.aborted).toBe(true);
  }, { timeout: 3000 });
});

test("the other signal ends it before its time, with its reason", () => {
  const over = new AbortController();
  const signal = endingAfter(60, over.signal);
  over.abort("stopped");
  expect([signal.aborted, signal.reason]).toEqual([true, "stopped"]);
});

test("one that is raised already ends it at once, and many that share it are no leak", () => {
  const warned = vi.spyOn(process, "emitWarning");
  const over = new AbortController();
  const all = Array.from({ length: 50 }, () => endingAfter(60, over.signal));
  expect(warned).not.toHaveBeenCalled();
  over.abort("stopped");
  expect([...all, endingAfter(60, over.signal)].every(({ reason }) => reason === "stopped")).toBe(true);
});

test("one that is held back comes later, with its reason, and many that share it are no leak", async () => {
  const warned = vi.spyOn(process, "emitWarning");
  const over = new AbortController();
  const all = Array.from({ length: 50 }, () => heldBack(over.signal, 0.1));
  expect(warned).not.toHaveBeenCalled();
  over.abort("stopped");
  expect(all.some((signal) => signal?.aborted)).toBe(false);
  await vi.waitFor(() => expect(all.every((signal) => signal?.reason === "stopped")).toBe(true), 15_000);
});
