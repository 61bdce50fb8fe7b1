import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** What AWS's own API says, or does not. */
export const awsErrors = {
  AWS_NOT_SET: (_: Record<string, never>): Advice => ({
    what: "failover.yaml has no section 'aws'",
    why: "without it the kit does not know which database instance is meant, and in which region",
    next: "add it as failover.example.yaml shows it, then type the same command again",
    exit: Exit.usage,
  }),
  AWS_NOT_SIGNED_IN: (f: { call: string; reason: string }): Advice => ({
    what: `there are no credentials for '${f.call}' at AWS: ${f.reason}`,
    why: "AWS tells nobody anything without them",
    next: "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; then type the same command again",
    exit: Exit.failed,
  }),
  AWS_SILENT: (f: { call: string; endpoint: string; reason: string }): Advice => ({
    what: `${f.endpoint} did not answer '${f.call}': ${f.reason}`,
    why: "a database in AWS is looked at and restored through this API",
    next: "look at health.aws.amazon.com; if AWS stays silent, this is no database outage: 'failover plan' shows the way out of AWS",
    exit: Exit.failed,
  }),
  AWS_NAME_UNKNOWN: (f: { call: string; endpoint: string; reason: string }): Advice => ({
    what: `${f.endpoint} has no address from here, so '${f.call}' was not asked: ${f.reason}`,
    why: "that is this machine's own resolver or a misspelt region or endpoint; only a name that is gone everywhere is an outage of AWS's",
    next: "check aws.region and aws.endpoints, and ask a resolver outside ('dig @1.1.1.1' and the name): if it knows an address, mend this machine's DNS; then type the same command again",
    exit: Exit.failed,
  }),
  AWS_NOT_PROVEN: (f: { call: string; endpoint: string; reason: string }): Advice => ({
    what: `whoever answered '${f.call}' at ${f.endpoint} cannot prove to be AWS: ${f.reason}`,
    why: "that is on our side: a proxy or a portal in between, this machine's clock, or its list of authorities; nothing was told to it",
    next: "look at the clock ('date -u') and at NODE_EXTRA_CA_CERTS, or go through another network; then type the same command again",
    exit: Exit.failed,
  }),
  AWS_REFUSED: (f: { call: string; code: string; text: string }): Advice => ({
    what: `AWS refused '${f.call}' with ${f.code}: ${f.text}`,
    why: "nothing was changed by that call",
    next: "correct what it names, or the rights of these credentials (docs/runbook.md lists them), then type the same command again",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
