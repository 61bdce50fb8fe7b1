import { stackOutputs } from "../core/commands/pulumi.ts";
import { FailoverError } from "../core/errors.ts";
import type { Side } from "../core/inventory.ts";
import type { Settings } from "../core/settings.ts";
import { parseOutputs, readAwsOutputs, readGcpOutputs, readStandbyOutputs, type StandbyOutputs } from "../core/stack-outputs.ts";
import type { Shell } from "../ports.ts";
import { succeed } from "../steps/succeed.ts";

/** One side of the service as its stack tells of it; an error when that stack is not up. */
export async function readSide(shell: Shell, project: { readonly settings: Settings; readonly projectDirectory: string }, stack: "aws" | "gcp"): Promise<Side> {
  const { stdout } = await succeed(shell, stackOutputs(project, stack));
  const outputs = parseOutputs(stdout);
  if (outputs === undefined) throw new FailoverError("STACK_NOT_UP", { stack });
  return stack === "aws" ? { side: "aws", outputs: readAwsOutputs(outputs) } : { side: "gcp", outputs: readGcpOutputs(outputs) };
}

/** The warden, as the stack that is always there tells of it; an error when it has none. */
export async function readWarden(shell: Shell, project: { readonly settings: Settings; readonly projectDirectory: string }): Promise<NonNullable<StandbyOutputs["warden"]>> {
  const { stdout } = await succeed(shell, stackOutputs(project, "standby"));
  const outputs = parseOutputs(stdout);
  if (outputs === undefined) throw new FailoverError("STACK_NOT_UP", { stack: "standby" });
  const { warden } = readStandbyOutputs(outputs);
  if (warden === undefined) throw new FailoverError("WARDEN_NOT_THERE", { file: "Pulumi.standby.yaml" });
  return warden;
}
