import { concernText } from "../contacts/calling-list-text.ts";
import { concerns } from "../contacts/concerns.ts";
import type { Contacts } from "../contacts/contacts.ts";
import type { Finding } from "../readiness.ts";
import { several } from "../several.ts";
import { amber, green, unknown } from "./finding.ts";

const CHECK = "contacts";

/** What a look at contacts.yaml came to. */
export type ContactsSeen =
  | { readonly as: "missing" }
  | { readonly as: "not opened"; readonly because: string }
  | { readonly as: "unsound"; readonly problems: number }
  | { readonly as: "read"; readonly contacts: Contacts; readonly customers: number | undefined; readonly unsoundCustomers: number };

/** Whether whoever is needed at three in the morning can be called, by ids and counts alone. */
export function contactsFindings(seen: ContactsSeen, at: Date, verifyAfterDays: number): readonly Finding[] {
  if (seen.as === "missing") return [amber(CHECK, "there is no contacts.yaml: nobody has written down whom to call", "write one after contacts.example.yaml")];
  if (seen.as === "not opened") return [unknown(CHECK, seen.because, "export the variable of recovery.identity with the path of the operations key")];
  if (seen.as === "unsound") return [amber(CHECK, `contacts.yaml has ${several(seen.problems, "problem")}, and cannot be used`, "failover contacts")];
  const { contacts, customers, unsoundCustomers } = seen;
  const found = concerns(contacts, at, verifyAfterDays);
  const unverified = found.filter(({ because }) => because === "never verified" || because === "not verified of late" || because === "verified on a day to come");
  const others = found.filter((concern) => !unverified.includes(concern));
  const findings = [
    ...(unverified.length === 0 ? [] : [amber(CHECK, `${unverified.length} of ${contacts.people.length + contacts.vendors.length} entries ${unverified.length === 1 ? "was" : "were"} not verified in the last ${verifyAfterDays} days: ${unverified.map(({ id }) => id).join(", ")}`, "failover contacts verify")]),
    ...(others.length === 0 ? [] : [amber(CHECK, others.map(concernText).join("; "), "mend contacts.yaml")]),
    ...(unsoundCustomers === 0 ? [] : [amber(CHECK, `the customers' list has ${several(unsoundCustomers, "problem")}: such a row would not be told`, "failover contacts")]),
  ];
  if (findings.length > 0) return findings;
  return [green(CHECK, `${contacts.people.length} ${contacts.people.length === 1 ? "person" : "people"} in ${several(contacts.teams.length, "team")} and ${several(contacts.vendors.length, "vendor")} can be called, each verified in the last ${verifyAfterDays} days${customers === undefined ? "" : `; ${several(customers, "contact")} of customers can be told`}`)];
}
