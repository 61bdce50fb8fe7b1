import * as pulumi from "@pulumi/pulumi";
import { standbyOutputs, type StandbyOutputs } from "../outputs.ts";

const STANDBY = "organization/failover-kit/standby";

/** What the `standby` stack has ready for the mirror to stand on. */
export function foundation(): pulumi.Output<StandbyOutputs> {
  return new pulumi.StackReference(STANDBY).outputs.apply(readFoundation);
}

/** Trusts another stack's outputs only when nothing is missing from them. */
export function readFoundation(outputs: unknown): StandbyOutputs {
  const parsed = standbyOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new pulumi.RunError(
    `the 'standby' stack does not tell ${missing}; the mirror stands on it. Run 'pulumi up --stack standby' first.`,
  );
}
