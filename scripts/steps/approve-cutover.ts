import type { Step } from "./step.ts";

const ID = "approve-cutover";

/** A person's yes to moving the names: given in the declaration, or now. The engine begins it only once the journal holds it. */
export const approveCutover: Step = {
  id: ID,
  title: "Approve moving the names",
  needs: ["smoke-test"],
  onInterrupted: "ask",
  approval: "cut-over-dns",
  preview: () => [],
  check: async (_, context) => ({ approved: context.decided(`approve:${ID}`) === undefined ? "in the declaration" : "during the run" }),
  run: async () => {
    throw new Error(`bug: '${ID}' has nothing to run`);
  },
};
