import { ofKind, type Told } from "../evidence.ts";
import { ageText } from "../ready/ages.ts";
import { iso, type RuleAnswer, type Rules } from "./answer.ts";

export type StandingReport = { readonly at: number; readonly id: string; readonly report: string; readonly customer: string; readonly said: string };

/** The reports that nobody has withdrawn, whichever came first, in order of time. */
export function standingReports(told: readonly Told[], now: number): readonly StandingReport[] {
  const withdrawn = new Set(ofKind(told, "withdrawn").map(({ entry }) => entry.report));
  return ofKind(told, "report")
    .filter(({ entry, at }) => at <= now && !withdrawn.has(entry.report))
    .map(({ entry: { id, report, customer, said }, at }) => ({ at, id, report, customer, said }))
    .toSorted((a, b) => a.at - b.at);
}

/** So many distinct customers report the service down within so long; a customer who reports thrice is one. Where others' reports may be missing, too few are no "no". */
export function reportsRule(told: readonly Told[], { reports: { customers, withinMinutes, forgottenAfterHours } }: Rules, now: number, isWhole = true): RuleAnswer {
  const standing = standingReports(told, now).filter(({ at }) => now - at <= forgottenAfterHours * 3_600_000);
  const wanted = `${customers} or more customers within ${ageText(withinMinutes * 60)}`;
  const windows = standing.map((last) => standing.filter(({ at }) => at <= last.at && last.at - at <= withinMinutes * 60_000));
  const distinct = (window: readonly StandingReport[]) => new Set(window.map(({ customer }) => customer)).size;
  const fulfilled = windows.find((window) => distinct(window) >= customers);
  const answer = { rule: "reports", gaps: [], asks: [] } as const;
  if (fulfilled !== undefined) {
    const metAt = fulfilled.at(-1)?.at ?? now;
    const names = [...new Set(fulfilled.map(({ customer }) => customer))];
    return { ...answer, says: "met", because: `${names.length} customers reported it down within ${ageText(withinMinutes * 60)}: ${names.join(", ")}`, since: iso(metAt), alreadySeconds: (now - metAt) / 1000, stillSeconds: 0, evidence: fulfilled.map(({ id }) => id) };
  }
  const recent = standing.filter(({ at }) => now - at <= withinMinutes * 60_000);
  const names = [...new Set(recent.map(({ customer }) => customer))];
  const so = names.length === 0 ? `no report of the last ${ageText(withinMinutes * 60)} stands` : `${names.length} of them so far: ${names.join(", ")}`;
  const missing = isWhole ? "" : ", as far as this machine knows: what others recorded cannot be read";
  return { ...answer, says: isWhole ? "not met" : "cannot tell", because: `${so}${missing}; wanted are ${wanted}`, since: null, alreadySeconds: 0, stillSeconds: null, evidence: recent.map(({ id }) => id) };
}
