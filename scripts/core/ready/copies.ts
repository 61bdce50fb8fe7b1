import { standing, type Copy } from "../book/copies.ts";
import type { Finding } from "../readiness.ts";
import { amber, green } from "./finding.ts";

const ID = "copies";
const PATIENCE_DAYS = 14;
const DAY = 86_400_000;

/** Whether those who were given the plan on paper have today's. `now` judges how long a copy may go without a word. */
export function judgeCopies(copies: readonly Copy[], version: string, now: Date): Finding {
  if (copies.length === 0) return amber(ID, "nobody is known to have the plan on paper", "failover plan --book --output plan.pdf, then failover copies hand --to <person>");
  const old = copies.filter((copy) => standing(copy, version) === "out of date");
  if (old.length > 0) return amber(ID, `out of date on paper: ${where(old)}`, "print the plan again, hand it out, and destroy the old ones: failover copies hand");
  const silent = copies.filter((copy) => standing(copy, version) === "not acknowledged" && now.getTime() - Date.parse(copy.handedAt) > PATIENCE_DAYS * DAY);
  if (silent.length > 0) return amber(ID, `handed out more than ${PATIENCE_DAYS} days ago and never acknowledged: ${where(silent)}`, "ask them, then failover copies acknowledge --by <person>");
  return green(ID, `${copies.length} ${copies.length === 1 ? "copy" : "copies"} of today's plan on paper`);
}

const where = (copies: readonly Copy[]): string => copies.map(({ person, place }) => `${person} (${place})`).join(", ");
