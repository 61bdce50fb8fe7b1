import { createHash } from "node:crypto";
import { z } from "zod";
import { FailoverError } from "./errors.ts";
import type { Entry, Event } from "./journal.ts";

const event: z.ZodType<Event> = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("run-begun"), run: z.string(), pipeline: z.string(), planDigest: z.string() }),
  z.strictObject({ type: z.literal("step-begun"), step: z.string(), attempt: z.int().positive() }),
  z.strictObject({ type: z.literal("step-noted"), step: z.string(), note: z.json() }),
  z.strictObject({ type: z.literal("step-done"), step: z.string(), output: z.json() }),
  z.strictObject({ type: z.literal("step-failed"), step: z.string(), code: z.string(), what: z.string() }),
  z.strictObject({ type: z.literal("decision"), decision: z.string(), who: z.string(), what: z.json(), why: z.string() }),
  z.strictObject({ type: z.literal("run-ended"), outcome: z.enum(["done", "abandoned"]) }),
]);

const entry: z.ZodType<Entry> = z.strictObject({
  seq: z.int().nonnegative(),
  at: z.string(),
  epoch: z.int().nonnegative(),
  previous: z.string().nullable(),
  event,
});

/** The one way an entry is written: a line of JSON with its keys in this order, without its newline. */
export function writeLine({ seq, at, epoch, previous, event }: Entry): string {
  return JSON.stringify({ seq, at, epoch, previous, event });
}

/** What the next entry carries as `previous`: SHA-256 over the line's exact bytes. */
export function lineHash(line: string): string {
  return createHash("sha256").update(line, "utf8").digest("hex");
}

/** An entry from its line in this file or object. Refuses anything this kit would have written differently, by a byte. */
export function readLine(line: string, seq: number, where: string): Entry {
  const value = parseJson(line);
  if (!isEntry(value)) throw new FailoverError("JOURNAL_BROKEN", { where, seq, problem: "its line is not an entry" });
  if (writeLine(value) !== line) throw new FailoverError("JOURNAL_BROKEN", { where, seq, problem: "its line was written by something else" });
  return value;
}

/** The entry that comes after these. */
export function nextEntry(entries: readonly Entry[], { at, epoch }: Pick<Entry, "at" | "epoch">, event: Event): Entry {
  const last = entries.at(-1);
  return { seq: entries.length, at, epoch, previous: last === undefined ? null : lineHash(writeLine(last)), event };
}

/** Not the parsed copy: that one would have its keys in the schema's order, which hides who wrote them. */
const isEntry = (value: unknown): value is Entry => entry.safeParse(value).success;

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
