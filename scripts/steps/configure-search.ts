import { playbook } from "../core/commands/ansible.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import { play, waitForSsh } from "./play.ts";
import type { Step } from "./step.ts";

/** Puts an empty search server in place and waits until it answers. Beside all that customers wait for: a server that will not start stops nobody. */
export const configureSearch: Step = {
  id: "configure-search",
  title: "Put the search server in place",
  needs: ["stand-up"],
  onInterrupted: "rerun",
  aside: true,
  preview: (context) => (context.settings.search === undefined ? [] : [playbook(context, "configure-search")]),
  check: async () => undefined,
  run: async (ports, context) => {
    const { search } = readGcpOutputs(context.output("stand-up"));
    if (search === undefined) return { nothing: "the gcp stack has no search machine" };
    await waitForSsh(ports, [search]);
    await play(ports, context, "configure-search", "configure-search");
    return { configured: [search.name] };
  },
};
