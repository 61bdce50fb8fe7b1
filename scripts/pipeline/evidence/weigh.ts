import type { Rules } from "../../core/declaration/answer.ts";
import { evaluate, type Evaluation } from "../../core/declaration/evaluate.ts";
import { timelineOf, type Panel } from "../../core/declaration/timeline.ts";
import type { Told } from "../../core/evidence.ts";
import { declarationSection } from "../../core/watch-settings.ts";
import type { Project } from "../project.ts";
import type { EvidenceLog, EvidenceRead } from "./log.ts";
import type { Wanted } from "./read-bucket.ts";

const MINUTE_MS = 60_000;
const CLOCK_OFF_MS = 60_000;
const HORIZON_MS = 2 * 60_000;

/** The rules of a project: its own numbers, or the written plan's. */
export const rulesOf = (project: Project): Rules => project.written.declaration ?? declarationSection.parse({});

/** How far back the rules can look. */
export function wantedBy(rules: Rules, now: number): Wanted {
  const observed = Math.max(rules.locations.minutes * 3 + rules.gapMinutes * 2, rules.reports.withinMinutes);
  const others = Math.max(rules.gate.hours * 3, rules.reports.forgottenAfterHours, 1) * 60;
  return { since: now - Math.max(others, observed) * MINUTE_MS, observationsSince: now - observed * MINUTE_MS };
}

/** What the stored evidence says now. */
export type Weighed = { readonly evaluation: Evaluation; readonly panels: readonly Panel[]; readonly told: readonly Told[]; readonly now: number };

/** An outage older than what was read of it is as old at least. */
function horizon({ rules }: Evaluation, { observationsSince }: Wanted): readonly string[] {
  const since = rules.find(({ rule }) => rule === "locations")?.since;
  const isCut = since !== null && since !== undefined && Date.parse(since) - observationsSince < HORIZON_MS;
  return isCut ? [`observations were read from ${new Date(observationsSince).toISOString()} on: the outage may be older`] : [];
}

/** The evidence as far back as the rules can look. `here` is this machine's clock, for what to fetch; the store's says what time it is, however wrong this one is. */
export async function readForRules(project: Project, log: Pick<EvidenceLog, "read">, here: Date): Promise<EvidenceRead> {
  const rules = rulesOf(project);
  const first = await log.read(wantedBy(rules, here.getTime()));
  if (Math.abs(first.now - here.getTime()) <= CLOCK_OFF_MS) return first;
  const read = await log.read(wantedBy(rules, first.now));
  return { ...read, notes: [...read.notes, `this machine's clock differs from the store's by ${Math.round((here.getTime() - read.now) / 1000)} s`] };
}

/** Reads the evidence and asks the rules. */
export async function weigh(project: Project, log: Pick<EvidenceLog, "read">, here: Date): Promise<Weighed> {
  const rules = rulesOf(project);
  const { told, now, isWhole, notes } = await readForRules(project, log, here);
  const evaluation = evaluate(told, rules, now, isWhole);
  return { evaluation: { ...evaluation, notes: [...notes, ...horizon(evaluation, wantedBy(rules, now)), ...evaluation.notes] }, panels: timelineOf(told, rules, { answers: evaluation.rules, now }), told, now };
}
