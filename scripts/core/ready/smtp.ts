import type { Finding } from "../readiness.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "smtp";

/** What a look at the mail server came to; "unset" when the settings name none. */
export type SmtpSeen = { readonly as: "unset" } | { readonly as: "ready"; readonly server: string } | { readonly as: "not ready"; readonly server: string; readonly because: string };

/** Whether customers can be told by mail: connected, encrypted, signed in. */
export function smtpFindings(seen: SmtpSeen): readonly Finding[] {
  if (seen.as === "unset") return [amber(CHECK, "failover.yaml has no channels.smtp: customers cannot be told by mail", "look at failover.example.yaml, and add it")];
  if (seen.as === "ready") return [green(CHECK, `${seen.server} proves its name, and takes messages from us`)];
  return [red(CHECK, `${seen.server} takes no messages from us: ${seen.because}`, "mend what is named: customers could not be told")];
}
