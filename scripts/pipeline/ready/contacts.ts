import { verifyAfterDays } from "../../core/contacts-settings.ts";
import { FailoverError } from "../../core/errors.ts";
import { contactsFindings, type ContactsSeen } from "../../core/ready/contacts.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import type { Check, Eyes } from "./check.ts";

/** Whether whoever is needed can be called. */
export const contacts: Check = {
  id: "contacts",
  limitSeconds: 10,
  look: async (eyes) => contactsFindings(await seen(eyes), eyes.now, verifyAfterDays(eyes.project.written)),
};

async function seen({ project, world }: Eyes): Promise<ContactsSeen> {
  try {
    const found = await lookForContacts(project, world);
    if (found === undefined) return { as: "missing" };
    if ("problems" in found) return { as: "unsound", problems: found.problems.length };
    return { as: "read", contacts: found.contacts, customers: found.customers?.contacts.length, unsoundCustomers: found.customers?.problems.length ?? 0 };
  } catch (error) {
    if (error instanceof FailoverError && error.code === "CONTACTS_NOT_OPENED") return { as: "not opened", because: error.advice.what };
    throw error;
  }
}
