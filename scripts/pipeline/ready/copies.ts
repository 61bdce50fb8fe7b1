import { compose } from "../../core/book/compose.ts";
import { judgeCopies } from "../../core/ready/copies.ts";
import { readCopies } from "../book/copies.ts";
import { gatherBook } from "../book/gather.ts";
import type { Check } from "./check.ts";

/** Whether the plan on paper, at people's homes, is today's. */
export const copies: Check = {
  id: "copies",
  limitSeconds: 30,
  look: async ({ project, world }) => {
    const { digest } = compose(await gatherBook(project, world));
    return [judgeCopies(await readCopies(project, world.files), digest, world.clock.now())];
  },
};
