import type { FailoverError } from "./errors.ts";

/** An expected error as a person reads it: code and what, why, next. */
export function refusal({ code, advice: { what, why, next } }: FailoverError): string {
  return `${code}: ${what}\n   why: ${why}\n  next: ${next}`;
}
