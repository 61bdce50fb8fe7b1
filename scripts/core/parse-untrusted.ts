import type { z } from "zod";
import { FailoverError } from "./errors.ts";
import { problemsOf } from "./problems.ts";

/** What another program wrote as JSON, or an error that names that program and everything wrong with its words. */
export function parseJsonFrom<T>(shape: z.ZodType<T>, text: string, source: string): T {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new FailoverError("ANSWER_UNREADABLE", { source, problems: ["it is not JSON"] });
  }
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new FailoverError("ANSWER_UNREADABLE", { source, problems: problemsOf(parsed.error) });
  return parsed.data;
}
