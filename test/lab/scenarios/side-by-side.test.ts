import { expect, test } from "vitest";
import type { Ended, Scenario } from "../../../lab/scenarios/scenario.ts";
import { verdictOf } from "../../../lab/scenarios/scenario.ts";
import { sideBySide, type RunInLab } from "../../../lab/scenarios/side-by-side.ts";

const scenario = (id: string): Scenario => ({ id, story: `the story of ${id}`, run: async () => {} });

/** Runs them with this as a lab, and gives what was said, how each ended, and which ran in which lab. */
async function run(ids: readonly string[], runInLab: RunInLab) {
  const said: string[] = [];
  const ended: Ended[] = [];
  const labs: string[] = [];
  await sideBySide(ids.map(scenario), { say: (line) => said.push(line) }, (one) => {
    said.push(verdictOf(one).replace(/\(\d+ s\)/, "(0 s)"));
    ended.push(one);
  }, (one, lab, onLine) => {
    labs.push(`${one.id} in '${lab}'`);
    return runInLab(one, lab, onLine);
  });
  return { said, ended, labs };
}

/** A lab in which a scenario ends when it is told to. */
function lab() {
  const ends = new Map<string, () => void>();
  const runInLab: RunInLab = async ({ id }, _, onLine) => {
    onLine(`${id} says one thing`);
    await new Promise<void>((resolve) => ends.set(id, resolve));
    onLine(`${id} says another`);
  };
  const end = async (id: string) => {
    ends.get(id)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { runInLab, end };
}

test("two run at a time, each in a lab of its own, and the next as soon as one has ended", async () => {
  const { runInLab, end } = lab();
  const all = run(["first", "second", "third"], runInLab);
  await end("second");
  await end("first");
  await end("third");
  expect((await all).labs).toEqual(["first in ''", "second in 'beside'", "third in 'beside'"]);
});

test("what they say does not mix: each is told whole when it has ended", async () => {
  const { runInLab, end } = lab();
  const all = run(["first", "second"], runInLab);
  await end("second");
  await end("first");
  expect((await all).said).toEqual([
    "first begins", "second begins, in the lab 'beside'",
    "\nsecond: the story of second", "second says one thing", "second says another", "passed  second (0 s)",
    "\nfirst: the story of first", "first says one thing", "first says another", "passed  first (0 s)",
  ]);
});

test("one that fails is told, and keeps no other from running", async () => {
  const { ended } = await run(["first", "second", "third"], async ({ id }) => {
    if (id === "second") throw new Error("an order is lost");
  });
  expect(ended.map(verdictOf).toSorted()).toEqual(["failed  second (0 s): an order is lost", "passed  first (0 s)", "passed  third (0 s)"]);
});
