import { playbook } from "../core/commands/ansible.ts";
import { askMirror, unfit } from "./ask-service.ts";
import { play } from "./play.ts";
import type { Step } from "./step.ts";

/** Starts the application over the verified data; it answers, and refuses writes. */
export const startApp: Step = {
  id: "start-app",
  title: "Start the application, read-only",
  needs: ["verify-data", "configure-hosts"],
  onInterrupted: "rerun",
  preview: (context) => [playbook(context, "start-app")],
  // No answer is what a stopped application looks like, and starting a started one changes nothing.
  check: async ({ http }, context) => (unfit(await askMirror(http, context), "read-only") === undefined ? { mode: "read-only" } : undefined),
  run: async (ports, context) => {
    await play(ports, context, "start-app", "start-app");
    return { mode: "read-only" };
  },
};
