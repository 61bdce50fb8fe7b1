import { destroy } from "../core/commands/pulumi.ts";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import { forgetHalfMade, settleStack } from "./settle-stack.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";
import { readStackState } from "./read-stack-state.ts";

/** Removes all that a stack holds, with what an interrupted Pulumi may have half made; true if there was anything. For a stack that nothing outlives. */
export async function emptyStack(ports: Ports, context: Context, { stack, step }: { readonly stack: string; readonly step: string }): Promise<boolean> {
  await settleStack(ports, context, stack);
  if ((await heldBy(ports, context, stack)).length === 0) return false;
  await succeed(ports.shell, destroy(context, stack), (line) => ports.operator.progress(step, line.trim()));
  await forgetHalfMade(context);
  const left = await heldBy(ports, context, stack);
  if (left.length > 0) throw new FailoverError("VERIFY_STACK_NOT_EMPTY", { stack, left });
  return true;
}

/** What the state says there is in the cloud. */
async function heldBy({ shell }: Ports, context: Context, stack: string): Promise<readonly string[]> {
  const { deployment } = await readStackState(shell, context, stack);
  return deployment.resources.filter(({ custom, type }) => custom === true && !type.startsWith("pulumi:")).map(({ urn }) => urn.split("::").at(-1) ?? urn);
}
