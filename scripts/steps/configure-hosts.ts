import { playbook } from "../core/commands/ansible.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import { play, waitForSsh } from "./play.ts";
import type { Step } from "./step.ts";

/** Puts application and cache in place on their hosts, and starts no application. Ansible is its own check. */
export const configureHosts: Step = {
  id: "configure-hosts",
  title: "Put application and cache in place",
  needs: ["stand-up"],
  onInterrupted: "rerun",
  preview: (context) => [playbook(context, "configure-hosts")],
  check: async () => undefined,
  run: async (ports, context) => {
    const { app, cache } = readGcpOutputs(context.output("stand-up"));
    const machines = [...app, cache];
    await waitForSsh(ports, machines);
    await play(ports, context, "configure-hosts", "configure-hosts");
    return { configured: machines.map(({ name }) => name) };
  },
};
