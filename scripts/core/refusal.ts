import type { FailoverError } from "./errors.ts";
import { wrapped } from "./wrapped.ts";

const HANG = 8;

/** An expected error as a person reads it, within 80 columns: code and what, why, next; with `debug` also what caused it. */
export function refusal({ code, advice: { what, why, next }, cause }: FailoverError, debug: boolean): string {
  const text = [`${code}: ${what}`, `   why: ${why}`, `  next: ${next}`].map((part) => wrapped(part, HANG)).join("\n");
  return debug && cause instanceof Error ? `${text}\n cause: ${cause.stack ?? cause.message}` : text;
}
