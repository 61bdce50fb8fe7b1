import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** Names, resolvers, machines and what they answer. */
export const dnsErrors = {
  DNS_PROVIDER_SILENT: (f: { call: string; reason: string; tries: number }): Advice => ({
    what: `Cloudflare did not answer '${f.call}' in ${f.tries} tries: ${f.reason}`,
    why: "the names cannot be moved without its API",
    next: "look at cloudflarestatus.com and at this machine's own network, then 'failover resume'",
    exit: Exit.failed,
  }),
  DNS_PROVIDER_REFUSED: (f: { call: string; status: number; errors: readonly string[] }): Advice => ({
    what: `Cloudflare answered '${f.call}' with ${f.status}: ${f.errors.length === 0 ? "no reason given" : f.errors.join("; ")}`,
    why: "the names are as they were: a batch is applied as a whole or not at all",
    next: "correct cloudflare.zoneId, or the token's rights (DNS Write on that zone), then 'failover resume'",
    exit: Exit.failed,
  }),
  DNS_PLAN_OBJECTED: (f: { objections: readonly string[] }): Advice => ({
    what: `the zone is not as the settings say:${listed(f.objections)}`,
    why: "a cutover changes the address of each name in 'names', and nothing else",
    next: "correct the zone or 'names' in failover.yaml, then 'failover resume'",
  }),
  DNS_NOT_MOVED: (f: { changes: readonly string[] }): Advice => ({
    what: `Cloudflare accepted the change, but the zone still lacks it:${listed(f.changes)}`,
    why: "somebody or something else writes to the same records",
    next: "stop what else manages them, then 'failover resume'",
    exit: Exit.failed,
  }),
  NAMES_NOT_SEEN: (f: { waitedSeconds: number; behind: readonly string[] }): Advice => ({
    what: `after ${f.waitedSeconds} s not everybody is led to the new side:${listed(f.behind)}`,
    why: "customers behind these still reach the old side or nothing",
    next: "'failover resume' looks again; a resolver that keeps answers too long cannot be hurried",
    exit: Exit.failed,
  }),
  HOST_UNREACHABLE: (f: { hosts: readonly string[]; waitedSeconds: number }): Advice => ({
    what: `no SSH within ${f.waitedSeconds} s on:${listed(f.hosts)}`,
    why: "a machine without SSH cannot be configured",
    next: "look at its console and the firewall between you and it, then 'failover resume'",
    exit: Exit.failed,
  }),
  SERVICE_UNFIT: (f: { url: string; problem: string; waitedSeconds: number }): Advice => ({
    what: `after ${f.waitedSeconds} s ${f.url} is not fit for customers: ${f.problem}`,
    why: "no name is moved to a service that does not answer as it should",
    next: "look at the application's log on its hosts, then 'failover resume'",
    exit: Exit.failed,
  }),
  MIRROR_IN_USE: (f: { url: string }): Advice => ({
    what: `${f.url} takes customers' writes already`,
    why: "restoring a backup over it would destroy what they wrote since",
    next: "do not go on with this run; 'failover report' tells which earlier run opened the writes",
  }),
  DATABASE_USE_UNKNOWN: (f: { database: string; host: string; address: string; because: string }): Advice => ({
    what: `could not tell whether anybody uses the database ${f.database} on ${f.host} (${f.address}): ${f.because}`,
    why: "preparing it for a restore restarts it, and a restore removes what it holds",
    next: "look at it on that host ('systemctl status postgresql@17-main', and who is connected); once it answers, or you have removed what nobody needs, 'failover resume'",
    exit: Exit.failed,
  }),
  SERVICE_SILENT: (f: { url: string; reason: string }): Advice => ({
    what: `could not tell how the service is: ${f.url}: ${f.reason}`,
    why: "whether writes are open already decides what may be done next",
    next: "look at the load balancer and the application's hosts, then 'failover resume'",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
