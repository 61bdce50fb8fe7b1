import type { Finding } from "../readiness.ts";
import type { Chain, Head } from "../receipt-chain.ts";
import { amber, green, red } from "./finding.ts";

const CHECK = "chain";
const SHOWN = 5;

/** What this machine saw of the receipts, before and now. */
export type ChainSeen = { readonly chain: Chain; readonly seenBefore: Head | undefined };

/** Whether the receipts are whole, and every backup they tell of is there. Without receipts, a backup that was taken away leaves no trace. */
export function chainFinding(seen: ChainSeen | undefined, gone: readonly string[]): Finding {
  if (seen === undefined) return amber(CHECK, "nobody signs receipts: a backup that is taken away leaves no trace", "name the warden in failover.yaml, and let it verify");
  const { chain, seenBefore } = seen;
  if (chain.state === "broken") return red(CHECK, `the receipts are no whole chain, only the first ${chain.count} count: ${few(chain.faults)}`, "find out who may write to the journal's bucket; docs/runbook.md, under 'The receipts are broken', says how to go on");
  if (gone.length > 0) return red(CHECK, few(gone), "find out who may remove from the exports' bucket; an older version of the objects may be there");
  if (chain.head === undefined) return amber(CHECK, "there is no receipt yet: a backup that is taken away leaves no trace", "'failover verify-export --level 1' on the warden");
  const known = seenBefore === undefined ? "; whether newer ones were taken away cannot show at the first look from here" : "";
  return green(CHECK, `${chain.count} ${chain.count === 1 ? "receipt" : "receipts"}, whole, up to number ${chain.head.seq}, which is pinned here (${chain.head.sha256.slice(0, 12)})${known}`);
}

const few = (all: readonly string[]): string => [...all.slice(0, SHOWN), ...(all.length > SHOWN ? [`and ${all.length - SHOWN} more`] : [])].join("; ");
