import type { Manifest } from "../manifest.ts";
import type { Finding } from "../readiness.ts";
import { amber, green } from "./finding.ts";

const CHECK = "roles";

/** Who has a password on the mirror: the owner, and those the settings name one for. The exporter's own role has nothing to do there. */
export type Passwords = { readonly owner: string; readonly exporter: string; readonly named: readonly string[] };

/** Whether everybody who logs in at the source can log in at the mirror: passwords never leave the source. */
export function rolesFinding(roles: readonly Pick<Manifest["roles"][number], "name" | "login">[], { owner, exporter, named }: Passwords): Finding {
  const logins = roles.filter(({ name, login }) => login && name !== exporter).map(({ name }) => name);
  const without = logins.filter((name) => name !== owner && !named.includes(name)).toSorted();
  if (without.length === 0) return green(CHECK, `${logins.length} ${logins.length === 1 ? "role logs" : "roles log"} in at the source, each with a password on the mirror`);
  return amber(CHECK, `${without.join(", ")} ${without.length === 1 ? "logs" : "log"} in at the source and would have no password on the mirror`, "name a variable for each under database.rolePasswords in failover.yaml, or see that the service does without");
}
