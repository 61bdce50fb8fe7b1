import type { z } from "zod";
import { FailoverError } from "./errors.ts";
import { problemsOf } from "./problems.ts";

/** What another program or an earlier run told, or an error that names who told it and everything wrong with it. */
export function trusted<T>(shape: z.ZodType<T>, raw: unknown, source: string): T {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new FailoverError("ANSWER_UNREADABLE", { source, problems: problemsOf(parsed.error) });
  return parsed.data;
}

/** The same from a text of JSON. */
export function parseJsonFrom<T>(shape: z.ZodType<T>, text: string, source: string): T {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new FailoverError("ANSWER_UNREADABLE", { source, problems: ["it is not JSON"] });
  }
  return trusted(shape, raw, source);
}
