import { DIFFERS, expectNoChanges, stackOutputs, up } from "../core/commands/pulumi.ts";
import { parseOutputs, readGcpOutputs, type GcpOutputs } from "../core/stack-outputs.ts";
import { saysAlreadyThere } from "../core/stack/half-made.ts";
import type { Files, Ports } from "../ports.ts";
import { describeSide } from "./describe-hosts.ts";
import { forgetHalfMade, hasHalfMade, settleStack } from "./settle-stack.ts";
import type { Context, Step } from "./step.ts";
import { commandFailed, succeed } from "./succeed.ts";
import { noteBeginning, unlockStack } from "./unlock-stack.ts";

const STACK = "gcp";
// A minute at least, with the updates between: longer than Compute Engine needs to finish what it has begun.
const LOOKS = 8;
const SECONDS_BETWEEN_LOOKS = 5;

/** Makes the mirror's machines, and leaves the files that lead Ansible to them. */
export const standUp: Step = {
  id: "stand-up",
  title: "Stand the mirror up in Google Cloud",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [up(context, STACK, { refresh: false })],
  check: async (ports, context) => {
    const { shell, files } = ports;
    await unlockStack(ports, context, STACK);
    // The state is asked first: it answers in half a second, a preview takes several.
    const outputs = parseOutputs((await succeed(shell, stackOutputs(context, STACK))).stdout);
    if (outputs === undefined) return undefined;
    const comparison = expectNoChanges(context, STACK);
    const result = await shell.run(comparison);
    if (result.exitCode === DIFFERS) return undefined;
    if (result.exitCode !== 0) throw commandFailed(comparison, result);
    return describeMachines(files, context, readGcpOutputs(outputs));
  },
  run: async (ports, context) => {
    await unlockStack(ports, context, STACK);
    await noteBeginning(ports, context);
    await bringUp(ports, context, STACK);
    return describeMachines(ports.files, context, readGcpOutputs(parseOutputs((await succeed(ports.shell, stackOutputs(context, STACK))).stdout)));
  },
  recall: async ({ files }, context, output) => void (await describeMachines(files, context, readGcpOutputs(output))),
};

/** Brings the stack up. What an interrupted attempt asked for may come into being while this one is at work: then it is looked at again. */
export async function bringUp(ports: Ports, context: Context, stack: string): Promise<void> {
  const { shell, operator, clock } = ports;
  for (let look = 1; ; look += 1) {
    const halfMade = await settleStack(ports, context, stack);
    // A stack that an earlier attempt left half made may differ from its state.
    const command = up(context, stack, { refresh: halfMade || context.attempt > 1 });
    const result = await shell.run(command, (line) => operator.progress("stand-up", line.trim()));
    if (result.exitCode === 0) return forgetHalfMade(context);
    const mayBeOurs = saysAlreadyThere(`${result.stdout}\n${result.stderr}`) && hasHalfMade(context);
    if (!mayBeOurs || look >= LOOKS) throw commandFailed(command, result);
    await clock.sleep(SECONDS_BETWEEN_LOOKS);
  }
}

async function describeMachines(files: Files, context: Context, outputs: GcpOutputs): Promise<GcpOutputs> {
  await describeSide(files, context, { side: "gcp", outputs });
  return outputs;
}
