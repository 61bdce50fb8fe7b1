import { playbook } from "../../core/commands/ansible.ts";
import { readDatabaseMachine } from "../../core/stack-outputs.ts";
import { play, waitForSsh } from "../play.ts";
import type { Step } from "../step.ts";

/** Makes the machine what the mirror's database host would be. Nobody can want what it holds: it was made a moment ago. */
export const configureVerifier: Step = {
  id: "configure-database",
  title: "Prepare it as the mirror's database host",
  needs: ["stand-up"],
  onInterrupted: "rerun",
  preview: (context) => [playbook(context, "configure-database")],
  check: async () => undefined,
  run: async (ports, context) => {
    const machine = readDatabaseMachine(context.output("stand-up"));
    await waitForSsh(ports, [machine]);
    await play(ports, context, "configure-database", "configure-database");
    return { configured: [machine.name] };
  },
};
