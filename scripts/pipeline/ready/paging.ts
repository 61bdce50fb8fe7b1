import { isExpected } from "../../core/errors.ts";
import { pagingListOf } from "../../core/paging/paging-list.ts";
import { pagingFindings } from "../../core/ready/paging.ts";
import { lookForPeople } from "../contacts/open-contacts.ts";
import { readForWarden, readSealedList, type ListRead } from "../paging/sealed-list.ts";
import type { Check, Eyes } from "./check.ts";

/** Whether a watch could wake those who are on the ladder. */
export const paging: Check = {
  id: "paging",
  limitSeconds: 10,
  look: async (eyes) => {
    const { paging: set, channels } = eyes.project.written;
    if (set === undefined) return [];
    const roads = { sms: channels?.sms !== undefined, mail: channels?.smtp !== undefined, webhooks: (channels?.webhooks.length ?? 0) > 0 };
    const sealed = set.sealed === undefined ? undefined : await sealedFor(eyes, set.sealed);
    return pagingFindings({ team: set.team, roads, contacts: await peopleOf(eyes, set.team), sealed });
  },
};

/** By the operations' key, or where that is not here by the warden's own. */
async function sealedFor({ project, world }: Eyes, { identity, recipient }: { readonly identity: string; readonly recipient: string }): Promise<ListRead> {
  const byOperations = await readForWarden(project, recipient, world);
  return "because" in byOperations && byOperations.isKeyMissing === true ? readSealedList(project, identity, world) : byOperations;
}

/** What is wrong with contacts.yaml the check of that name tells. */
async function peopleOf({ project, world }: Eyes, team: string) {
  try {
    const found = await lookForPeople(project, world);
    return found === undefined || "problems" in found ? undefined : { list: pagingListOf(found.contacts, team), isSealed: found.kept.isSealed };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return undefined;
  }
}
