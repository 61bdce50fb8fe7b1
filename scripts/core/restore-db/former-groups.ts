import { factIn } from "./deleted-facts.ts";
import type { Teller } from "./deleted.ts";

type Groups = readonly string[];

/** Whether nobody is let in: an earlier run has fenced it, and was given up. */
export const isFenced = (groups: Groups, fenceGroup: string | undefined): fenceGroup is string => groups.length > 0 && groups.every((group) => group === fenceGroup);

/** The security groups it had before its fence, and who tells them; undefined where nobody does. */
export function formerGroups(tellers: readonly Teller[], fenceGroup: string): { readonly groups: Groups; readonly by: string } | undefined {
  for (const { name: by, tells } of tellers) {
    const groups = factIn("securityGroups", tells.securityGroups) as Groups | undefined;
    if (groups !== undefined && !isFenced(groups, fenceGroup)) return { groups, by };
  }
  return undefined;
}
