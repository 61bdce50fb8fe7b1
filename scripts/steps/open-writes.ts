import { playbook } from "../core/commands/ansible.ts";
import { FailoverError } from "../core/errors.ts";
import { askMirror, unfit } from "./ask-service.ts";
import { play } from "./play.ts";
import type { Step } from "./step.ts";
import { waitUntilFit } from "./wait-until-fit.ts";

const ID = "open-writes";

/** Lets customers write on the new side: from here, going back loses what they wrote. */
export const openWrites: Step = {
  id: ID,
  title: "Open writes (no way back without loss)",
  needs: ["cut-over-dns", "fence-source"],
  onInterrupted: "ask",
  approval: ID,
  endsOutage: true,
  preview: (context) => [playbook(context, ID)],
  check: async ({ http }, context) => {
    const asked = await askMirror(http, context);
    if ("failed" in asked) throw new FailoverError("SERVICE_SILENT", { url: asked.url, reason: asked.failed });
    if ("unreadable" in asked) throw new FailoverError("SERVICE_SILENT", { url: asked.url, reason: asked.unreadable });
    return unfit(asked, "read-write") === undefined ? { mode: "read-write" } : undefined;
  },
  run: async (ports, context) => {
    await play(ports, context, ID, ID);
    await waitUntilFit(ports, context, { step: ID, mode: "read-write", limitSeconds: 60 });
    return { mode: "read-write" };
  },
};
