import type { Ports } from "../../ports.ts";
import { emptyStack } from "../empty-stack.ts";
import { settleInstances } from "../restore-db/bring-up-instance.ts";
import type { Context } from "../step.ts";
import { unlockStack } from "../unlock-stack.ts";

export const EXPORT_STACK = "export-snapshot";

/** Removes the instance with all that was made for it, also one that AWS was still making when its export was cut off; true if there was anything. */
export async function removeInstance(ports: Ports, context: Context, step: string): Promise<boolean> {
  await unlockStack(ports, context, EXPORT_STACK, "lease");
  await settleInstances(ports, context, { stack: EXPORT_STACK, step });
  return emptyStack(ports, context, { stack: EXPORT_STACK, step });
}
