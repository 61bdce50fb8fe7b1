import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

const listed = (problems: readonly string[]): string => problems.map((problem) => `\n  - ${problem}`).join("");

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
} as const satisfies Catalogue;
