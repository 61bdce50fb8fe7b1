import { ofKind, type Told } from "../evidence.ts";
import type { ObservedState } from "../observation.ts";
import type { Rules } from "./answer.ts";
import { SERVICE_PROBE } from "./locations.ts";
import { standingReports } from "./reports.ts";

/** How much of the service is affected, as far as anybody can tell: a disaster is when most customers cannot use it. */
export type Scope = {
  readonly probes: { readonly down: number; readonly all: number; readonly unknown: number };
  readonly customers: { readonly reported: number; readonly all: number | null };
  /** Whether a majority is proven to be affected. */
  readonly majority: "proven" | "unproven";
  readonly because: string;
};

/** The newest look of each place at each name, and everybody who reported. */
export function scopeOf(told: readonly Told[], rules: Rules, now: number): Scope {
  const newest = new Map<string, { readonly state: ObservedState }>();
  const holding = ofKind(told, "observations").filter(({ entry, at }) => at <= now && at + entry.holdsSeconds * 1000 >= now);
  for (const { entry } of holding) for (const { probe, target, from, state } of entry.observations) if (probe === SERVICE_PROBE) newest.set(`${from}\n${target}`, { state });
  const all = [...newest.values()];
  const count = (wanted: ObservedState) => all.filter(({ state }) => state === wanted).length;
  const probes = { down: count("down"), all: all.length, unknown: count("unknown") };
  const reported = new Set(standingReports(told, now).filter(({ at }) => now - at <= rules.reports.forgottenAfterHours * 3_600_000).map(({ customer }) => customer)).size;
  const customers = { reported, all: rules.scope.customers ?? null };
  const byProbes = probes.down > probes.all * rules.scope.share;
  const byReports = customers.all !== null && reported > customers.all * rules.scope.share;
  const shares = `${probes.down} of ${probes.all} looks find it down${probes.unknown === 0 ? "" : ` (${probes.unknown} cannot tell)`}, ${reported} ${customers.all === null ? `customer${reported === 1 ? "" : "s"}` : `of ${customers.all} customers`} reported it`;
  return { probes, customers, majority: byProbes || byReports ? "proven" : "unproven", because: shares };
}
