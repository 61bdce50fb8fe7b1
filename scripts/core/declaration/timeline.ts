import type { ObservedState } from "../observation.ts";
import type { Told } from "../evidence.ts";
import type { RuleAnswer, Rules } from "./answer.ts";
import { awsOverTime } from "./gate.ts";
import { placesOverTime, type PlaceState } from "./locations.ts";
import { standingReports } from "./reports.ts";
import type { Stretch } from "./stretches.ts";

/** One thing over time: what held when, and moments that stand for themselves. */
export type Row = { readonly label: string; readonly stretches: readonly Stretch<ObservedState>[]; readonly moments: readonly number[] };
/** Things over the same time, from and to in milliseconds. */
export type Panel = { readonly title: string; readonly from: number; readonly to: number; readonly rows: readonly Row[] };

const MINUTE_MS = 60_000;

/** What the rules count, laid out over time: the service from each place and the customers' reports, and AWS up to the gate. */
export function timelineOf(told: readonly Told[], rules: Rules, { answers, now }: { readonly answers: readonly RuleAnswer[]; readonly now: number }): readonly Panel[] {
  const sinceOf = (rule: string) => Date.parse(answers.find((answer) => answer.rule === rule)?.since ?? new Date(now).toISOString());
  const places = placesOverTime(told, rules.scope.share, now);
  const reports = standingReports(told, now);
  const longest = Math.max(rules.locations.minutes, rules.reports.withinMinutes) * MINUTE_MS;
  const near = Math.max(Math.min(sinceOf("locations"), now - longest), now - 4 * longest);
  const far = Math.max(Math.min(sinceOf("gate"), now) - rules.gate.hours * 3_600_000 * 0.1, now - rules.gate.hours * 3_600_000 * 2);
  const aws = awsOverTime(told, now);
  return [
    {
      title: "The service",
      from: near,
      to: now,
      rows: [...[...places].map(([label, stretches]) => ({ label, stretches: drawn(stretches), moments: [] })), ...(reports.length === 0 ? [] : [{ label: "customers", stretches: [], moments: reports.map(({ at }) => at) }])],
    },
    ...(aws.length === 0 ? [] : [{ title: "AWS", from: Math.min(far, now - MINUTE_MS), to: now, rows: [{ label: "aws", stretches: aws, moments: [] }] }]),
  ].filter(({ rows }) => rows.length > 0);
}

/** Silence is drawn as what it is: nobody knows. */
const drawn = (stretches: readonly Stretch<PlaceState>[]): readonly Stretch<ObservedState>[] => stretches.map(({ state, ...when }) => ({ ...when, state: state === "silent" ? "unknown" : state }));

/** What stands for a stretch of time in which several things held: a break in an outage is never hidden by it. */
const telling: readonly ObservedState[] = ["up", "degraded", "unknown", "down"];

/** What held during each of so many equal parts of a panel; undefined where nobody had looked yet. */
export function cellsOf({ stretches, moments }: Row, { from, to }: Pick<Panel, "from" | "to">, columns: number): readonly { readonly state: ObservedState | undefined; readonly moments: number }[] {
  const width = Math.max(1, to - from) / columns;
  return Array.from({ length: columns }, (_, column) => {
    const [left, right] = [from + column * width, from + (column + 1) * width];
    const held = new Set(stretches.filter((one) => one.from < right && one.to > left).map(({ state }) => state));
    const isIn = (at: number) => at >= left && (at < right || (column === columns - 1 && at <= right));
    return { state: telling.find((state) => held.has(state)), moments: moments.filter(isIn).length };
  });
}
