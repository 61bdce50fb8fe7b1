import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { files } from "../../../scripts/adapters/files.ts";
import type { Answer } from "../../../scripts/core/answer.ts";
import type { Event } from "../../../scripts/core/journal.ts";
import { replay } from "../../../scripts/core/replay.ts";
import { drive } from "../../../scripts/pipeline/engine.ts";
import { answersDirectory, answersHere, answersInBucket, leaveAnswerHere, leaveAnswerInBucket } from "../../../scripts/pipeline/session/answers.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { firmHold, MemoryJournal, story, toyDrive, toyStep } from "../../support/world.ts";

const place = { bucket: "journal", service: "shop" };
const begun: Event = { type: "run-begun", run: "r1", pipeline: "toy", planDigest: "abc" };
const fresh = replay(story(begun));
const answer = (id: string, step = "cut-over-dns"): Answer => ({ id, step, attempts: 0, who: "ben@desk", because: "it answers" });
const directory = () => mkdtemp(join(tmpdir(), "answers-"));

test("an answer left on this machine is found there, and one that is no answer keeps none from being heard", async () => {
  const run = await directory();
  expect(await answersHere(files, run, fresh)).toEqual([]);
  await leaveAnswerHere(files, run, answer("1-a"));
  for (const [name, text] of [["0.json", "{"], ["9.json", "[]"], ["notes.txt", "x"]] as const) await writeFile(join(answersDirectory(run), name), text);
  expect(await answersHere(files, run, fresh)).toEqual([answer("1-a")]);
});

test("an answer left in the bucket is found from anywhere, and one that is no answer keeps none from being heard", async () => {
  const { objects } = memoryStore();
  await objects.create("journal", "shop/r1/answers/0.json", Buffer.from("nonsense"));
  await leaveAnswerInBucket(objects, place, "r1", answer("1-a"));
  expect(await answersInBucket(objects, place, "r1", fresh)).toEqual([answer("1-a")]);
  expect(await answersInBucket(objects, place, "r2", fresh)).toEqual([]);
});

test("what the journal holds already is not even read", async () => {
  const { objects } = memoryStore();
  await leaveAnswerInBucket(objects, place, "r1", answer("1-a"));
  const state = replay(story(begun, { type: "decision", decision: "approve:cut-over-dns", who: "ben", what: { answer: "1-a" }, why: "" }));
  expect(await answersInBucket({ ...objects, read: async () => Promise.reject(new Error("read")) }, place, "r1", state)).toEqual([]);
});

test("whoever drives the run takes up each answer once, and none to a step that does not ask", async () => {
  const journal = new MemoryJournal(story(begun));
  const left = [answer("1-a"), answer("2-b"), answer("3-c", "stand-up")];
  const steps = [toyStep({ id: "stand-up" }), toyStep({ id: "cut-over-dns", approval: "cut-over-dns" })];
  expect(await drive(toyDrive(steps, journal, { hold: { ...firmHold, answers: async (state) => left.filter(({ id }) => !state.answered.has(id)) } }))).toEqual({ outcome: "done" });
  const taken = journal.entries.flatMap(({ event }) => (event.type === "decision" ? [event.what] : []));
  expect(taken).toEqual([{ step: "cut-over-dns", answer: "1-a" }, { step: "cut-over-dns", answer: "2-b" }]);
});
