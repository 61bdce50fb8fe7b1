import { join } from "node:path";
import { inventoryFile, variablesFile } from "../core/commands/ansible.ts";
import { DIFFERS, expectNoChanges, stackOutputs, up } from "../core/commands/pulumi.ts";
import { inventory, variables } from "../core/inventory.ts";
import { parseOutputs, readGcpOutputs, type GcpOutputs } from "../core/stack-outputs.ts";
import type { Files } from "../ports.ts";
import type { Context, Step } from "./step.ts";
import { commandFailed, succeed } from "./succeed.ts";

const STACK = "gcp";

/** Makes the mirror's machines, and leaves the files that lead Ansible to them. */
export const standUp: Step = {
  id: "stand-up",
  title: "Stand the mirror up in Google Cloud",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [up(context, STACK, { refresh: false })],
  check: async ({ shell, files }, context) => {
    // The state is asked first: it answers in half a second, a preview takes several.
    const outputs = parseOutputs((await succeed(shell, stackOutputs(context, STACK))).stdout);
    if (outputs === undefined) return undefined;
    const comparison = expectNoChanges(context, STACK);
    const result = await shell.run(comparison);
    if (result.exitCode === DIFFERS) return undefined;
    if (result.exitCode !== 0) throw commandFailed(comparison, result);
    return describeMachines(files, context, readGcpOutputs(outputs));
  },
  run: async ({ shell, files, operator }, context) => {
    // A stack that an earlier attempt left half made may differ from its state.
    const command = up(context, STACK, { refresh: context.attempt > 1 });
    await succeed(shell, command, (line) => operator.progress("stand-up", line.trim()));
    return describeMachines(files, context, readGcpOutputs(parseOutputs((await succeed(shell, stackOutputs(context, STACK))).stdout)));
  },
  recall: async ({ files }, context, output) => void (await describeMachines(files, context, readGcpOutputs(output))),
};

async function describeMachines(files: Files, context: Context, outputs: GcpOutputs): Promise<GcpOutputs> {
  const { runDirectory } = context;
  const mirror = { side: "gcp", outputs } as const;
  const knownHosts = join(runDirectory, "known_hosts");
  await files.write(inventoryFile(runDirectory), json(inventory(mirror, { ...context, knownHosts })));
  await files.write(variablesFile(runDirectory), json(variables(mirror, context)));
  return outputs;
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
