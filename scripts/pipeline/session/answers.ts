import { join } from "node:path";
import { answerSchema, newAnswers, type Answer } from "../../core/answer.ts";
import { answersPrefix } from "../../core/journal-names.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { RunState } from "../../core/replay.ts";
import type { Files, ObjectStore } from "../../ports.ts";
import { eachInTurn } from "../all-ended.ts";
import type { BucketPlace } from "../journal/bucket-copy.ts";

const AT_A_TIME = 8;

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
  return newAnswers(state, (await Promise.all(names.map(async (name) => readAnswer(await files.read(join(directory, name)))))).flat());
}

/** The same from the bucket. */
export async function answersInBucket(objects: Pick<ObjectStore, "list" | "read">, { bucket, service }: BucketPlace, run: string, state: RunState): Promise<readonly Answer[]> {
  const found = (await objects.list(bucket, answersPrefix(service, run))).map(({ name }) => name).filter((name) => !state.answered.has(idIn(name)));
  const texts = await eachInTurn(found, AT_A_TIME, async (name) => new TextDecoder().decode(await objects.read(bucket, name)));
  return newAnswers(state, texts.flatMap(readAnswer));
}

const idIn = (name: string): string => name.replace(/^.*\//, "").replace(/\.json$/, "");

/** What is no answer is none, and keeps no other from being heard. */
function readAnswer(text: string | undefined): readonly Answer[] {
  try {
    return [parseJsonFrom(answerSchema, text ?? "", "an answer")];
  } catch {
    return [];
  }
}
