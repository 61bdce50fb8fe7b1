import { z } from "zod";
import { orderRequest } from "../shop/order.ts";

/** An ISO time with milliseconds, in UTC: two of them compare as text. */
const at = z.iso.datetime({ precision: 3 });

/** Every request: when it was sent, when its end was seen (`at`), and what the connection reached. */
const request = { at, sentAt: at, ms: z.number().nonnegative() };
const reached = { address: z.string(), side: z.string() };
const perhapsReached = { address: z.string().optional(), side: z.string().optional(), status: z.number().int().optional(), error: z.string() };
const probe = { at, name: z.string() };

/** One thing the customer saw: a line of the traffic client's file. */
export const observation = z.discriminatedUnion("kind", [
  /** An order answered with 201: from now on the customer may rely on it. */
  z.strictObject({ kind: z.literal("acknowledged"), ...request, ...reached, order: orderRequest }),
  /** The shop itself said no, such as "read-only". */
  z.strictObject({ kind: z.literal("refused"), ...request, ...perhapsReached, order: orderRequest }),
  /** No answer in time, a broken connection, or an answer by something that is not the shop. */
  z.strictObject({ kind: z.literal("failed"), ...request, ...perhapsReached, order: orderRequest }),
  /** An old order, read and right. */
  z.strictObject({ kind: z.literal("read"), ...request, ...reached }),
  z.strictObject({ kind: z.literal("read-failed"), ...request, ...perhapsReached }),
  /** What the customer's resolver answers for a name. */
  z.strictObject({ kind: z.literal("resolved"), ...probe, addresses: z.array(z.string()), ttlSeconds: z.number().int().nonnegative() }),
  z.strictObject({ kind: z.literal("unresolved"), ...probe, error: z.string() }),
]);

/** What the customer saw, in one of its kinds. */
export type Observation = z.infer<typeof observation>;

/** The observations in a traffic client's file. A torn last line is a killed client, not an error. */
export function observationsIn(text: string): readonly Observation[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole.split("\n").filter((line) => line !== "").map((line) => observation.parse(JSON.parse(line)));
}
