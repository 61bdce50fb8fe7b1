import type { Advice } from "./advice.ts";

/** What an interrupted Pulumi leaves behind. */
export const stackErrors = {
  STACK_LOCKED: (f: { stack: string; holders: readonly string[] }): Advice => ({
    what: `stack '${f.stack}' is locked by ${f.holders.join(" and by ")}`,
    why: "whoever holds a lock may be changing the same machines now, and the kit cannot tell that they are not",
    next: `ask them, or wait, then 'failover resume'; once you know that no 'pulumi' of theirs runs: 'eval "$(failover env)"', 'pulumi cancel --yes --stack ${f.stack}', 'failover resume'`,
  }),
  HALF_MADE_UNKNOWN: (f: { stack: string; urn: string; name: string }): Advice => ({
    what: `an interrupted 'pulumi' was making ${f.urn}, and the kit does not know under which id the cloud would have it`,
    why: "made again it might be there twice, forgotten it would run on unseen",
    next: `look for '${f.name}' in the cloud and, if it is there, remove it: it was only being made; then 'eval "$(failover env)"', 'pulumi refresh --yes --clear-pending-creates --stack ${f.stack}', 'failover resume'`,
  }),
  WARDEN_NOT_THERE: (f: { file: string }): Advice => ({
    what: `the standby stack has no warden: ${f.file} does not name one`,
    why: "there is no machine to configure",
    next: `set wardenZone, wardenImage and sshPublicKey in ${f.file}, then 'pulumi up --stack standby'`,
  }),
} as const;
