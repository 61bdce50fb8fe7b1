import { playbook } from "../core/commands/ansible.ts";
import { askStartedBy } from "../core/commands/started-by.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { askMirror, unfit } from "./ask-service.ts";
import { play } from "./play.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

/** Starts the application over the verified data; it answers, and refuses writes. */
export const startApp: Step = {
  id: "start-app",
  title: "Start the application, read-only",
  needs: ["verify-data", "configure-hosts"],
  onInterrupted: "rerun",
  preview: (context) => [playbook(context, "start-app")],
  check: async (ports, context) => {
    // No answer is what a stopped application looks like. One that answers may be what an earlier run left, with that run's settings.
    if (unfit(await askMirror(ports.http, context), "read-only") !== undefined) return undefined;
    return (await isOfThisRun(ports, context)) ? { mode: "read-only" } : undefined;
  },
  run: async (ports, context) => {
    await play(ports, context, "start-app", "start-app");
    return { mode: "read-only" };
  },
};

/** Whether the service on each host was started by this run. A load balancer shows only one of them. */
async function isOfThisRun({ shell }: Pick<Ports, "shell">, context: Context): Promise<boolean> {
  const { app } = readGcpOutputs(context.output("stand-up"));
  const starters = await Promise.all(app.map(async ({ address }) => (await succeed(shell, askStartedBy(sshTarget(context, address), context.settings.service))).stdout.trim()));
  return starters.every((run) => run === context.run);
}
