import { closest, distance } from "fastest-levenshtein";
import { FailoverError, isExpected } from "../../core/errors.ts";
import type { World } from "../../world.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import type { Project } from "../project.ts";

/** Refuses a customer whom the company's own list does not know; without such a list, says why nobody was checked. */
export async function refuseUnknownCustomer(project: Project, customer: string, world: World): Promise<string | undefined> {
  try {
    const found = await lookForContacts(project, world);
    if (found === undefined) return "there is no contacts.yaml";
    if ("problems" in found) return `${found.file} has problems`;
    if (found.customers === undefined) return "contacts.yaml names no list of customers";
    const known = [...new Set(found.customers.contacts.map((contact) => contact.customer))];
    if (known.includes(customer)) return undefined;
    const nearest = known.length === 0 ? undefined : closest(customer, known);
    throw new FailoverError("CUSTOMER_UNKNOWN", { customer, file: found.customers.file, nearest: nearest !== undefined && distance(customer, nearest) <= 3 ? nearest : undefined });
  } catch (error) {
    if (!isExpected(error) || error.code === "CUSTOMER_UNKNOWN") throw error;
    return error.advice.what;
  }
}
