import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** The chain of receipts, and who signs them. */
export const receiptErrors = {
  RECEIPTS_BROKEN: (f: { where: string; faults: readonly string[] }): Advice => ({
    what: `the receipts in ${f.where} are no whole chain:${listed(f.faults)}`,
    why: "somebody removed, replaced or repeated one, or the project names another bucket or other keys than before; nothing is added to such a chain",
    next: "keep the bucket as it is for an inquiry; check storage.buckets.journal and the signers' public keys; docs/runbook.md, 'The receipts are broken', tells how to go on",
    exit: Exit.failed,
  }),
  RECEIPTS_BUSY: (f: { where: string; tries: number }): Advice => ({
    what: `${f.tries} times in a row somebody else added a receipt to ${f.where} first`,
    why: "each receipt names the one before it, so two cannot have the same number",
    next: "see who verifies or rotates just now, then type the same command again",
    exit: Exit.failed,
  }),
  RECEIPT_REFUSED: (f: { signer: string; path: string; problem: string }): Advice => ({
    what: `a receipt signed with ${f.path} would not be believed: ${f.problem}`,
    why: "every receipt is read with the public keys of failover.yaml, as anybody else would",
    next: `check that the ${f.signer}'s private and public key are a pair`,
    exit: Exit.failed,
  }),
  BACKUP_UNKNOWN: (f: { backup: string; bucket: string; known: readonly string[] }): Advice => ({
    what: `there is no backup ${f.backup} in ${f.bucket}${f.known.length === 0 ? "" : `; the newest are ${f.known.slice(0, 5).join(", ")}`}`,
    why: "only a backup with a manifest can be verified",
    next: "'failover verify-export --level 1' lists all that there are, and what is gone",
  }),
  RECEIPTS_UNSIGNED: (f: { file: string }): Advice => ({
    what: `${f.file} names nobody who signs receipts: it has no section 'warden' and no verification.signer`,
    why: "the ages of verifications come from receipts",
    next: "add the section; failover.example.yaml shows it; then 'failover init' makes the keys",
  }),
  VERIFY_TOOL_MISSING: (f: { tool: string; reason: string }): Advice => ({
    what: `this machine cannot verify on level 2: ${f.tool} ${f.reason}`,
    why: "every file is decrypted with age, and the whole archive read by PostgreSQL's own pg_restore",
    next: "install age and PostgreSQL's client in the dump's version or newer, or type the command on a machine that has them, such as the exporter's kind of host",
  }),
  VERIFY_NO_IDENTITY: (f: { variables: readonly string[] }): Advice => ({
    what: `level 2 decrypts, and there is no private key to do it with: set ${f.variables.join(" or ")}`,
    why: "a backup that nobody opened may be one that nobody can open",
    next: "export the variable with the path of the key, then type the same command again",
  }),
  VERIFY_WRONG_IDENTITY: (f: { path: string; backup: string; recipients: readonly string[] }): Advice => ({
    what: `the key in ${f.path} is none of those that backup ${f.backup} was encrypted to: ${f.recipients.join(", ")}`,
    why: "it would fail on every file, and that would look like damage",
    next: "take the private half of one of these; if the right one is not among them, add its public half to export.recipients and make a new backup",
  }),
  VERIFY_HINDERED: (f: { tool: string; said: string }): Advice => ({
    what: `level 2 could not go on, says ${f.tool}: ${f.said}`,
    why: "that lies at this machine and says nothing about the backup, so nothing was recorded",
    next: "mend it, or name another directory with --work, then type the same command again",
    exit: Exit.failed,
  }),
  VERIFY_NO_SPACE: (f: { directory: string; freeBytes: number; neededBytes: number }): Advice => ({
    what: `${f.directory} has ${Math.floor(f.freeBytes / 1e6)} MB free; level 2 needs ${Math.ceil(f.neededBytes / 1e6)} MB`,
    why: "the largest database of a backup lies there decrypted while it is read",
    next: "free some, or name another directory with --work",
  }),
} as const satisfies Catalogue;
