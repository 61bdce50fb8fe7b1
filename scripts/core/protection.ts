import { z } from "zod";
import { stateOf, type RunState } from "./replay.ts";

/** Whether what customers write on the new side lies anywhere else. */
export type Protection = { readonly state: "protected" | "unprotected"; readonly says: string };

/** What the step puts out. */
export const protectOutput = z.union([
  z.object({ protected: z.literal(true), backup: z.string(), snapshotAt: z.string(), bucket: z.string(), objects: z.number(), bytes: z.number(), seconds: z.number() }),
  z.object({ protected: z.literal(false), because: z.string() }),
]);
export type ProtectOutput = z.infer<typeof protectOutput>;

export const NO_SECOND_STORE = "there is no second store in failover.yaml";

/** From the journal alone; undefined while nobody can write on the new side, and there is nothing yet to protect. */
export function protectionOf(state: RunState): Protection | undefined {
  if (stateOf(state, "open-writes").at !== "done") return undefined;
  const step = stateOf(state, "protect-again");
  const output = step.at === "done" ? protectOutput.safeParse(step.output).data : undefined;
  if (output?.protected === true) return { state: "protected", says: `everything written until ${output.snapshotAt} lies in ${output.bucket} as ${output.backup}, verified` };
  const because = output?.because ?? (step.at === "failed" ? `the first export of the new primary failed: ${step.what}` : "the first export of the new primary is not verified yet");
  return { state: "unprotected", says: because };
}

/** One line for a person, or none. */
export const protectionLines = (protection: Protection | null | undefined): readonly string[] => (protection === null || protection === undefined ? [] : [`${protection.state}: ${protection.says}`]);
