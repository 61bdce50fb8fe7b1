import { compose } from "../../core/book/compose.ts";
import { judgeCopies } from "../../core/ready/copies.ts";
import { unknown } from "../../core/ready/finding.ts";
import { readCopies } from "../book/copies.ts";
import { gatherBook } from "../book/gather.ts";
import type { Check } from "./check.ts";

/** Whether the plan on paper, at people's homes, is today's. */
export const copies: Check = {
  id: "copies",
  limitSeconds: 30,
  look: async ({ project, world }) => {
    const facts = await gatherBook(project, world);
    if (facts.lacks !== undefined) return [unknown("copies", `which version of the plan is today's cannot be told: ${facts.lacks}`, "type the command where the operations key is")];
    const { digest } = compose(facts);
    return [judgeCopies(await readCopies(project, world.files), digest, world.clock.now())];
  },
};
