import { z } from "zod";
import { jsonIn } from "./json-in.ts";
import { readUnitEnd, type UnitEnd } from "./unit-end.ts";

/** Where one of the kit's own units on a host stands, as it last wrote; each kind adds what it alone knows. */
export const unitStatusSchema = z.looseObject({
  unit: z.string(),
  state: z.enum(["running", "done", "failed"]),
  phase: z.string(),
  seconds: z.number(),
  /** Set when the state is "failed". */
  failure: z.object({ code: z.string(), what: z.string(), /** systemd's own words, of a unit that left none. */ how: z.string().optional() }).nullable(),
});

export type UnitStatus = z.infer<typeof unitStatusSchema>;

/** What stands for the last word of a unit that left none. */
export const UNIT_ENDED = "UNIT_ENDED";

/** What is heard of a unit on a host. "ended": it is no more, and did not say what became of its work. */
export type UnitWord =
  | { readonly kind: "at work"; readonly text: string; /** How many lines it has said, where it is followed by lines. */ readonly lines?: number }
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "failed"; readonly phase: string; readonly what: string; /** Of the kit's own errors, which one. */ readonly code?: string }
  | { readonly kind: "ended"; /** As systemd told it, where it did. */ readonly end?: UnitEnd };

/** What a line of `agent-restore-follow` or `agent-protect-follow` says; undefined for a word that is not theirs. */
export function readUnitStatus(line: string): UnitWord | undefined {
  // sudo and ssh put in a word of their own
  const { data: status } = unitStatusSchema.safeParse(jsonIn(line));
  if (status === undefined) return undefined;
  const { state, phase, seconds, failure } = status;
  if (failure?.code === UNIT_ENDED) return endedWord(failure.how);
  if (state === "failed") return { kind: "failed", phase, what: failure?.what ?? "it does not say why", ...(failure === null ? {} : { code: failure.code }) };
  const text = `${phase} (${seconds.toFixed(0)} s)`;
  return { kind: state === "done" ? "done" : "at work", text };
}

function endedWord(how: string | undefined): UnitWord {
  const end = how === undefined ? undefined : readUnitEnd(how);
  return end === undefined ? { kind: "ended" } : { kind: "ended", end };
}

/** Where a unit's last command writes how systemd ended it, beside where it says itself how it stands. */
export const endFile = (status: string): string => `${status}.ended`;
