import { expect, test } from "vitest";
import { allEnded, eachInTurn, endingTogether } from "../../scripts/pipeline/all-ended.ts";

const moments = async (count: number) => {
  for (let moment = 0; moment < count; moment += 1) await Promise.resolve();
};

test("a failure is told only when nothing is at work any more", async () => {
  let slow = "at work";
  const ending = moments(50).then(() => (slow = "ended"));
  await expect(allEnded([Promise.reject(new Error("no space left")), ending])).rejects.toThrow("no space left");
  expect(slow).toBe("ended");
});

test("results come in the order of the items, and never more than so many are at work", async () => {
  let atWork = 0;
  let most = 0;
  const results = await eachInTurn([30, 1, 20, 2], 2, async (count, index) => {
    most = Math.max(most, ++atWork);
    await moments(count);
    atWork -= 1;
    return index;
  });
  expect([results, most]).toEqual([[0, 1, 2, 3], 2]);
});

test("after a failure none is begun, those at work end, and the failure is the first one's", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 1) throw new Error("item 1 is damaged");
    await moments(50);
    ended.push(item);
  };
  await expect(eachInTurn([0, 1, 2, 3], 2, work)).rejects.toThrow("item 1 is damaged");
  expect([begun, ended]).toEqual([[0, 1], [0]]);
});

test("those at work are told of a failure, and what they then say does not stand in its place", async () => {
  const work = async (item: number, _: number, failed: AbortSignal) => {
    if (item === 1) throw new Error("item 1 is damaged");
    await new Promise((__, reject) => failed.addEventListener("abort", () => reject(new Error("stopped"))));
  };
  await expect(eachInTurn([0, 1, 2], 2, work)).rejects.toThrow("item 1 is damaged");
});

test("of what ends together, the first failure ends the others, and is the one that is told", async () => {
  const ended: string[] = [];
  const heeding = (over: AbortController) =>
    new Promise<void>((_, reject) =>
      over.signal.addEventListener("abort", () => {
        ended.push("heeded");
        reject(new Error("stopped"));
      }),
    );
  await expect(endingTogether((over) => [heeding(over), moments(5).then(() => Promise.reject(new Error("no space left")))])).rejects.toThrow("no space left");
  expect(ended).toEqual(["heeded"]);
});

test("when all have ended well, whatever else heeds the signal ends as well", async () => {
  let signal: AbortSignal | undefined;
  await endingTogether((over) => {
    signal = over.signal;
    return [moments(3), moments(5)];
  });
  expect(signal?.aborted).toBe(true);
});
