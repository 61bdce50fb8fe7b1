import { join } from "node:path";
import { destroy, stackOutputs, up } from "../../core/commands/pulumi.ts";
import { loneDatabaseInventory, loneDatabaseVariables } from "../../core/inventory.ts";
import { parseOutputs, readVerifyOutputs, type VerifyOutputs } from "../../core/stack-outputs.ts";
import type { Files } from "../../ports.ts";
import { describeHosts } from "../describe-hosts.ts";
import { emptyStack } from "../empty-stack.ts";
import { bringUp } from "../stand-up.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { noteBeginning, unlockStack } from "../unlock-stack.ts";

export const VERIFY_STACK = "verify";

/** Makes a machine for one verification. One that an earlier verification left is removed first: what it holds is known to nobody. */
export const standUpVerifier: Step = {
  id: "stand-up",
  title: "Stand up a machine to throw away",
  needs: ["choose-backup"],
  onInterrupted: "rerun",
  preview: (context) => [destroy(context, VERIFY_STACK), up(context, VERIFY_STACK, { refresh: false })],
  check: async () => undefined,
  run: async (ports, context) => {
    await unlockStack(ports, context, VERIFY_STACK, "lease");
    await noteBeginning(ports, context);
    if (await emptyStack(ports, context, { stack: VERIFY_STACK, step: "stand-up" })) ports.operator.say("removed the machine that an earlier verification had left");
    await bringUp(ports, context, VERIFY_STACK);
    return describeMachine(ports.files, context, readVerifyOutputs(parseOutputs((await succeed(ports.shell, stackOutputs(context, VERIFY_STACK))).stdout)));
  },
  recall: async ({ files }, context, output) => void (await describeMachine(files, context, readVerifyOutputs(output))),
};

async function describeMachine(files: Files, context: Context, outputs: VerifyOutputs): Promise<VerifyOutputs> {
  const { runDirectory } = context;
  await describeHosts(files, context, { hosts: loneDatabaseInventory(outputs.database, { ...context, knownHosts: join(runDirectory, "known_hosts") }), variables: loneDatabaseVariables(outputs.database, context) });
  return outputs;
}
