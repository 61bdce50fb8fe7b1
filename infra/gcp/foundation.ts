import { RunError, StackReference } from "@pulumi/pulumi";
import { standbyOutputs, type StandbyOutputs } from "../outputs.ts";

const STANDBY = "organization/failover-kit/standby";

/** What the `standby` stack has ready for the mirror to stand on; known before anything is built on it. */
export async function foundation(): Promise<StandbyOutputs> {
  const reference = new StackReference(STANDBY);
  const told = Object.keys(standbyOutputs.shape).map(async (key) => [key, (await reference.getOutputDetails(key)).value] as const);
  return readFoundation(Object.fromEntries(await Promise.all(told)));
}

/** Trusts another stack's outputs only when nothing is missing from them. */
export function readFoundation(outputs: unknown): StandbyOutputs {
  const parsed = standbyOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new RunError(`the 'standby' stack does not tell ${missing}; the mirror stands on it. Run 'pulumi up --stack standby' first.`);
}
