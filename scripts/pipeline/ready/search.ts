import { searchFinding } from "../../core/ready/search.ts";
import type { Check } from "./check.ts";

/** What becomes of the search index. */
export const search: Check = {
  id: "search",
  limitSeconds: 5,
  look: async ({ project }) => [searchFinding(project.written.search)],
};
