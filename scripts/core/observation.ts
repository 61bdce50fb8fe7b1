import { z } from "zod";

/** How a thing looked from one place: "unknown" is the absence of an answer, and never stands for "up". */
export const observedStates = ["up", "degraded", "down", "unknown"] as const;
export type ObservedState = (typeof observedStates)[number];

/** One answer of one probe: what was looked at, from where, what was seen, in words as well, and when. */
export type Observation = {
  /** The kind of look, as in "own-http" or "rds-control". */
  readonly probe: string;
  /** What was looked at: a name, an address, a component. */
  readonly target: string;
  /** The vantage point: who looked. */
  readonly from: string;
  readonly state: ObservedState;
  /** In words, for a person. */
  readonly value: string;
  /** When the answer was there, ISO 8601, UTC. */
  readonly at: string;
  /** How long the look took. */
  readonly seconds: number;
};

/** An observation that comes from a file, a bucket or another machine: what is not one is refused. */
export const observationSchema: z.ZodType<Observation> = z.strictObject({
  probe: z.string().min(1),
  target: z.string(),
  from: z.string().min(1),
  state: z.enum(observedStates),
  value: z.string(),
  at: z.iso.datetime(),
  seconds: z.number().nonnegative(),
});

/** What one probe looks at from one place; the same key twice is the same thing seen again. */
export const observationKey = ({ probe, target, from }: Pick<Observation, "probe" | "target" | "from">): string => [probe, target, from].join("\u0000");
