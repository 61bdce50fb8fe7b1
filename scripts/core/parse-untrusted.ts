import type { z } from "zod";
import { FailoverError } from "./errors.ts";
import { jsonIn } from "./json-in.ts";
import { problemsOf } from "./problems.ts";

/** What another program or an earlier run told, or an error that names who told it and everything wrong with it. */
export function trusted<T>(shape: z.ZodType<T>, raw: unknown, source: string): T {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new FailoverError("ANSWER_UNREADABLE", { source, problems: problemsOf(parsed.error) });
  return parsed.data;
}

/** The same from a text of JSON. */
export function parseJsonFrom<T>(shape: z.ZodType<T>, text: string, source: string): T {
  const read = readJson(shape, text);
  if ("problems" in read) throw new FailoverError("ANSWER_UNREADABLE", { source, problems: read.problems });
  return read.value;
}

/** What a text of JSON says, or everything wrong with it, for whoever has better words for that. */
export function readJson<T>(shape: z.ZodType<T>, text: string): { readonly value: T } | { readonly problems: readonly string[] } {
  const raw = jsonIn(text);
  if (raw === undefined) return { problems: ["it is not JSON"] };
  const { data, error } = shape.safeParse(raw);
  return error === undefined ? { value: data } : { problems: problemsOf(error) };
}
