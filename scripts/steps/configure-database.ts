import { playbook } from "../core/commands/ansible.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import { refuseDatabaseInUse } from "./database-in-use.ts";
import { play, waitForSsh } from "./play.ts";
import type { Step } from "./step.ts";

/** Makes the database host ready for a restore: cluster, role, empty database, settings for loading. Ansible is its own check. */
export const configureDatabase: Step = {
  id: "configure-database",
  title: "Prepare the database host",
  needs: ["stand-up"],
  onInterrupted: "rerun",
  preview: (context) => [playbook(context, "configure-database")],
  check: async (ports, context) => {
    // The last moment before data could be lost.
    await refuseDatabaseInUse(ports, context);
    return undefined;
  },
  run: async (ports, context) => {
    const { database } = readGcpOutputs(context.output("stand-up"));
    await waitForSsh(ports, [database]);
    await play(ports, context, "configure-database", "configure-database");
    return { configured: [database.name] };
  },
};
