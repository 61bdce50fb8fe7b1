/**
 * The journal is an intent log: enough to decide, after a crash, what to do next.
 * It is not a debug log. Times in it are for people; no decision reads them.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Event =
  | { type: "run-begun"; run: string; pipeline: string; planDigest: string }
  | { type: "step-begun"; step: string; attempt: number }
  /** What a step must not forget, written before it acts on it. */
  | { type: "step-noted"; step: string; note: Json }
  | { type: "step-done"; step: string; output: Json }
  | { type: "step-failed"; step: string; code: string; what: string }
  | { type: "decision"; decision: string; who: string; what: Json; why: string }
  | { type: "run-ended"; outcome: "done" | "abandoned" };

/** `previous` is the SHA-256 (hex) of the line before, `epoch` the holder's; together they make the chain. */
export type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly epoch: number;
  readonly previous: string | null;
  readonly event: Event;
};
