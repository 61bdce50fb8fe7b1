import { isExpected } from "../../core/errors.ts";
import { bouncesFindings } from "../../core/ready/bounces.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import { keptNotices, mailboxReadAt } from "../notices/kept-notices.ts";
import type { Check, Eyes } from "./check.ts";

/** Whether what customers and colleagues were told has reached them, by this machine's files alone. */
export const bounces: Check = {
  id: "bounces",
  limitSeconds: 10,
  look: async (eyes) => {
    const { project, world } = eyes;
    const [kept, readAt, listed] = await Promise.all([keptNotices(project, world), mailboxReadAt(project, world), listedIn(eyes)]);
    return bouncesFindings({ kept, mailboxReadAt: readAt, listed }, eyes.now);
  },
};

/** Whether the lists can be opened at all is another check's finding. */
async function listedIn({ project, world }: Eyes): Promise<ReadonlySet<string> | undefined> {
  const found = await lookForContacts(project, world).catch((error: unknown) => {
    if (!isExpected(error)) throw error;
    return undefined;
  });
  if (found === undefined || "problems" in found) return undefined;
  return new Set([...found.contacts.people, ...(found.customers?.contacts ?? [])].map(({ id }) => id));
}
