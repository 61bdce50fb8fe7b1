import type { FailoverError } from "./errors.ts";

/** An expected error as a person reads it: code and what, why, next; with `debug` also what caused it. */
export function refusal({ code, advice: { what, why, next }, cause }: FailoverError, debug: boolean): string {
  const text = `${code}: ${what}\n   why: ${why}\n  next: ${next}`;
  return debug && cause instanceof Error ? `${text}\n cause: ${cause.stack ?? cause.message}` : text;
}
