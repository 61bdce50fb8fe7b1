import { expect, test } from "vitest";
import { FailoverError } from "../../scripts/core/errors.ts";
import { drive } from "../../scripts/pipeline/engine.ts";
import { firmHold, MemoryJournal, noView, story, toyDrive, toyStep } from "../support/world.ts";

const begun = { type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" } as const;
const told = (journal: MemoryJournal) => journal.entries.slice(1).map(({ event }) => ("step" in event ? `${event.type} ${event.step}` : event.type));

test("what needs nothing of each other goes side by side", async () => {
  const journal = new MemoryJournal(story(begun));
  const met: string[] = [];
  let bothAreHere = () => {};
  const meeting = new Promise<void>((resolve) => (bothAreHere = resolve));
  const waits = async (id: string) => {
    if (met.push(id) === 2) bothAreHere();
    await meeting;
    return id;
  };
  const steps = [toyStep({ id: "a", run: () => waits("a") }), toyStep({ id: "b", run: () => waits("b") }), toyStep({ id: "c", needs: ["a", "b"] })];
  expect(await drive(toyDrive(steps, journal))).toEqual({ outcome: "done" });
  expect(told(journal)).toEqual(["step-begun a", "step-begun b", "step-done a", "step-done b", "step-begun c", "step-done c", "run-ended"]);
});

test("when a step fails, those under way end, none begins, and the failure is told whole", async () => {
  const journal = new MemoryJournal(story(begun));
  const broke = new FailoverError("COMMAND_FAILED", { command: "pulumi up", exitCode: 1, tail: "" });
  let release = () => {};
  const slow = new Promise<void>((resolve) => (release = resolve));
  const steps = [
    toyStep({ id: "quick", run: async () => Promise.reject(broke) }),
    toyStep({ id: "slow", run: async () => (await slow, "finished") }),
    toyStep({ id: "next", needs: ["slow"] }),
  ];
  const driving = drive(toyDrive(steps, journal, { view: { ...noView, ended: (step) => { if (step === "quick") release(); } } }));
  expect(await driving).toEqual({ outcome: "failed", failures: [{ step: steps[0], error: broke }] });
  expect(told(journal)).toEqual(["step-begun quick", "step-begun slow", "step-failed quick", "step-done slow"]);
});

test("what stands aside holds nobody up by failing: the rest goes on, it is tried once, and the run stays open", async () => {
  const journal = new MemoryJournal(story(begun));
  const broke = new FailoverError("COMMAND_FAILED", { command: "ssh", exitCode: 1, tail: "" });
  let release = () => {};
  const failed = new Promise<void>((resolve) => (release = resolve));
  const steps = [
    toyStep({ id: "index", aside: true, run: async () => Promise.reject(broke) }),
    toyStep({ id: "of the index", needs: ["index"], aside: true }),
    toyStep({ id: "first", run: async () => (await failed, "finished") }),
    toyStep({ id: "serve", needs: ["first"] }),
  ];
  const view = { ...noView, ended: (step: string) => { if (step === "index") release(); } };
  expect(await drive(toyDrive(steps, journal, { view }))).toEqual({ outcome: "failed", failures: [{ step: steps[0], error: broke }] });
  expect(told(journal)).toEqual(["step-begun index", "step-begun first", "step-failed index", "step-done first", "step-begun serve", "step-done serve"]);
  const mended = steps.map((step) => (step.id === "index" ? toyStep({ id: "index", aside: true }) : step));
  expect(await drive(toyDrive(mended, journal))).toEqual({ outcome: "done" });
});

test("a question is asked all the same when something aside has failed, and both are told", async () => {
  const journal = new MemoryJournal(story(begun));
  const broke = new Error("no index");
  const steps = [toyStep({ id: "index", aside: true, run: async () => Promise.reject(broke) }), toyStep({ id: "cut over", approval: "cut over" })];
  expect(await drive(toyDrive(steps, journal))).toEqual({ outcome: "waits", questions: [{ do: "ask", step: "cut over", because: "approval" }], failures: [{ step: steps[0], error: broke }] });
});

test("while nobody can read what would begin, what is under way comes to its end, and that is written down", async () => {
  const journal = new MemoryJournal(story(begun));
  let isSilent = false;
  let answers = () => {};
  const silence = new Promise<void>((resolve) => (answers = resolve));
  let release = () => {};
  const slow = new Promise<void>((resolve) => (release = resolve));
  const hold = { ...firmHold, settle: async () => { if (isSilent) await silence; return true; } };
  const steps = [
    toyStep({ id: "quick", run: async () => ((isSilent = true), "finished") }),
    toyStep({ id: "slow", run: async () => (await slow, "finished") }),
    toyStep({ id: "next", needs: ["quick"] }),
  ];
  const seen: string[] = [];
  const view = { ...noView, ended: (step: string) => { seen.push(step); if (step === "quick") release(); if (step === "slow") answers(); } };
  expect(await drive(toyDrive(steps, journal, { hold, view }))).toEqual({ outcome: "done" });
  expect(seen).toEqual(["quick", "slow", "next"]);
  expect(told(journal)).toEqual(["step-begun quick", "step-begun slow", "step-done quick", "step-done slow", "step-begun next", "step-done next", "run-ended"]);
});

test("what the world already has is not done again, even if it has nothing to tell", async () => {
  const journal = new MemoryJournal(story(begun));
  const run = async () => Promise.reject(new Error("done twice"));
  expect(await drive(toyDrive([toyStep({ id: "a", check: async () => null, run })], journal))).toEqual({ outcome: "done" });
});

test("a check that cannot tell fails the step: it is neither yes nor no", async () => {
  const journal = new MemoryJournal(story(begun));
  const check = async () => Promise.reject(new FailoverError("COMMAND_FAILED", { command: "pulumi preview", exitCode: 255, tail: "not logged in" }));
  expect(await drive(toyDrive([toyStep({ id: "a", check })], journal))).toMatchObject({ outcome: "failed" });
  expect(journal.entries.at(-1)?.event).toMatchObject({ type: "step-failed", code: "COMMAND_FAILED" });
});

test("a step that may have half happened is not repeated unasked, while the rest goes on", async () => {
  const journal = new MemoryJournal(story(begun, { type: "step-begun", step: "notify", attempt: 1 }));
  const steps = [toyStep({ id: "notify", onInterrupted: "ask", run: async () => Promise.reject(new Error("done twice")) }), toyStep({ id: "other" })];
  expect(await drive(toyDrive(steps, journal))).toEqual({ outcome: "waits", questions: [{ do: "ask", step: "notify", because: "interrupted" }] });
  expect(told(journal)).toEqual(["step-begun notify", "step-begun other", "step-done other"]);

  await journal.append({ type: "decision", decision: "approve:notify", who: "ana", what: null, why: "nobody was told" });
  expect(await drive(toyDrive([toyStep({ id: "notify", onInterrupted: "ask" }), toyStep({ id: "other" })], journal))).toEqual({ outcome: "done" });
});

test("each entry is on disk before its step acts", async () => {
  const journal = new MemoryJournal(story(begun), { append: 0, durable: false });
  let acted = false;
  const act = async () => (acted = true);
  await expect(drive(toyDrive([toyStep({ id: "a", check: act, run: act })], journal))).rejects.toThrow();
  expect(acted).toBe(false);
});

test("a step reads what earlier ones put out from the journal, and only theirs", async () => {
  const journal = new MemoryJournal(story(begun, { type: "step-begun", step: "a", attempt: 1 }, { type: "step-done", step: "a", output: { address: "10.20.1.1" } }));
  const steps = [
    toyStep({ id: "a" }),
    toyStep({ id: "b", needs: ["a"], run: async (_, { output }) => output("a") }),
    toyStep({ id: "c", run: async (_, { output }) => output("b") }),
  ];
  const outcome = await drive(toyDrive(steps, journal));
  expect(outcome).toMatchObject({ outcome: "failed", failures: [{ error: new Error("bug: 'c' reads 'b', which has not finished") }] });
  expect(journal.entries.map(({ event }) => event)).toContainEqual({ type: "step-done", step: "b", output: { address: "10.20.1.1" } });
});

test("an ended run is left alone", async () => {
  const journal = new MemoryJournal(story(begun, { type: "run-ended", outcome: "abandoned" }));
  expect(await drive(toyDrive([toyStep({ id: "a" })], journal))).toEqual({ outcome: "done" });
  expect(journal.entries).toHaveLength(2);
});

test("when the journal cannot be written, what is under way ends before the driver gives up", async () => {
  const journal = new MemoryJournal(story(begun), { append: 2, durable: false });
  let ended = false;
  const slow = async () => {
    for (let tick = 0; tick < 100; tick += 1) await Promise.resolve();
    ended = true;
    return null;
  };
  await expect(drive(toyDrive([toyStep({ id: "quick" }), toyStep({ id: "slow", run: slow })], journal))).rejects.toThrow();
  expect(ended).toBe(true);
});
