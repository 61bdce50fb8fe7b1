import { join } from "node:path";
import { answerSchema, newAnswers, type Answer } from "../../core/answer.ts";
import { answersPrefix } from "../../core/journal-names.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { RunState } from "../../core/replay.ts";
import type { Files, ObjectStore } from "../../ports.ts";
import type { BucketPlace } from "../journal/bucket-copy.ts";

/** Where answers wait for whoever carries the run out: beside its journal, here and in the bucket. */
export const answersDirectory = (runDirectory: string): string => join(runDirectory, "answers");

/** Leaves an answer on this machine, for a holder at work here. */
export async function leaveAnswerHere(files: Files, runDirectory: string, answer: Answer): Promise<void> {
  await files.write(join(answersDirectory(runDirectory), `${answer.id}.json`), JSON.stringify(answer));
}

/** Leaves an answer in the bucket, for a holder at work elsewhere. */
export async function leaveAnswerInBucket(objects: Pick<ObjectStore, "create">, { bucket, service }: BucketPlace, run: string, answer: Answer): Promise<void> {
  await objects.create(bucket, `${answersPrefix(service, run)}${answer.id}.json`, new TextEncoder().encode(JSON.stringify(answer)));
}

/** Answers left on this machine that the journal does not hold yet. */
export async function answersHere(files: Files, runDirectory: string, state: RunState): Promise<readonly Answer[]> {
  const directory = answersDirectory(runDirectory);
  const names = (await files.list(directory)).filter((name) => name.endsWith(".json") && !state.answered.has(idIn(name)));
  const read = async (name: string) => readAnswer((await files.read(join(directory, name))) ?? "", join(directory, name));
  return newAnswers(state, await Promise.all(names.map(read)));
}

/** The same from the bucket. */
export async function answersInBucket(objects: Pick<ObjectStore, "list" | "read">, { bucket, service }: BucketPlace, run: string, state: RunState): Promise<readonly Answer[]> {
  const found = (await objects.list(bucket, answersPrefix(service, run))).map(({ name }) => name).filter((name) => !state.answered.has(idIn(name)));
  const read = async (name: string) => readAnswer(new TextDecoder().decode(await objects.read(bucket, name)), name);
  return newAnswers(state, await Promise.all(found.map(read)));
}

const idIn = (name: string): string => name.replace(/^.*\//, "").replace(/\.json$/, "");
const readAnswer = (text: string, source: string): Answer => parseJsonFrom(answerSchema, text, source);
