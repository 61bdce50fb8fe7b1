import { otherMode, type Mode } from "../graceful/mode.ts";
import { indented } from "../one-line.ts";
import type { Paper } from "../paper.ts";
import type { Finding } from "../readiness.ts";
import { lacking, type Evaluation } from "./evaluate.ts";
import { evaluationLines } from "./evaluation-text.ts";
import { timelineText } from "./timeline-text.ts";
import type { Panel } from "./timeline.ts";

/** How it would begin, what speaks for that, and the plan of each mode. `wanted`: a person asked for this one. */
export type SheetMode = {
  readonly mode: Mode;
  readonly wanted: Mode | null;
  readonly proposed: Mode;
  readonly because: readonly string[];
  readonly otherwise: string;
  readonly means: string;
  readonly lastExportSeconds: number | null;
  readonly digests: Readonly<Record<Mode, string>>;
};

/** What the person who signs must have before them. `rules`: whether failover.yaml sets rules of evidence at all. */
export type Sheet = {
  readonly service: string;
  readonly evaluation: Evaluation;
  readonly panels: readonly Panel[];
  readonly mode: SheetMode;
  readonly rules: "set" | "not set";
  readonly findings: readonly Finding[];
  readonly comingBack: readonly string[];
  readonly standby: readonly string[];
  readonly plan: { readonly digest: string; readonly steps: readonly string[] };
  readonly secondPerson: boolean;
};

/** "go": every rule is met; "ask": so they are, and a person must judge something first; "wait": a rule is not met, or nobody can tell. */
export type Advice = "go" | "ask" | "wait" | "no rules";

export function adviceOf({ evaluation, rules }: Pick<Sheet, "evaluation" | "rules">): Advice {
  if (rules === "not set") return "no rules";
  if (lacking(evaluation).length > 0) return "wait";
  return evaluation.asks.length > 0 ? "ask" : "go";
}

const inWords: Readonly<Record<Advice, string>> = {
  go: "GO is allowed: the evidence meets the rules",
  ask: "GO is allowed once you have judged what the evidence leaves open (--judged)",
  wait: "WAIT: the evidence does not meet the rules, or nobody can tell",
  "no rules": "failover.yaml sets no rules of evidence ('declaration'): it is for you alone to judge",
};

/** Go or wait, on one page. */
export function sheetText(sheet: Sheet, paper: Paper): string {
  const { evaluation, findings, plan } = sheet;
  const { columns } = paper;
  const part = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ["", title, ...lines]);
  const says = (name: string) => findings.filter(({ check }) => check === name).flatMap(({ says, light }) => indented(`${light === "unknown" ? "not known: " : ""}${says}`, 2, columns));
  return [
    ...indented(`${sheet.service}: failover to Google Cloud, go or wait? ${evaluation.at.slice(0, 16).replace("T", " ")} UTC`, 0, columns),
    ...indented(inWords[adviceOf(sheet)], 0, columns),
    ...part("How it would begin", modeLines(sheet.mode).flatMap((line) => indented(line, 2, columns))),
    ...part("What would be lost", [...(sheet.mode.mode === "graceful" ? indented("nothing that is written before the fence; should the last export fail:", 2, columns) : []), ...says("loss")]),
    ...part("How long it would take", says("recovery-time")),
    ...part("What coming back costs", sheet.comingBack.flatMap((line) => indented(line, 2, columns))),
    ...part("The evidence", evaluationLines(evaluation, columns)),
    ...part("Over time", timelineText(sheet.panels, paper)),
    ...part("Work that can be done while waiting", sheet.standby.flatMap((line) => indented(line, 2, columns))),
    ...part(`The plan, ${plan.digest}: ${plan.steps.length} steps`, indented(plan.steps.join(", "), 2, columns)),
    "",
    ...commandLines(sheet),
  ].join("\n");
}

function modeLines({ mode, wanted, proposed, because, otherwise, means, digests }: SheetMode): readonly string[] {
  const other = otherMode[mode];
  const speaksFor = wanted === null || wanted === proposed ? `${mode}: ${because.join("; ")}` : `${mode}, as asked for; what was seen speaks for ${proposed}: ${because.join("; ")}`;
  return [speaksFor, means, `${otherwise}. The ${other} plan is ${digests[other]}: 'failover declare --mode ${other}' shows it`];
}

function commandLines(sheet: Sheet): readonly string[] {
  const { evaluation, plan, rules, secondPerson } = sheet;
  const advice = adviceOf(sheet);
  const more = rules === "not set" ? [] : lacking(evaluation).map((rule) => ` --override ${rule}`);
  const judged = advice === "ask" || (advice === "wait" && evaluation.asks.length > 0) ? ' --judged "…"' : "";
  return [
    advice === "wait" ? "To go all the same, by your name and reason:" : "To go:",
    `  failover declare --approve ${plan.digest}${more.join("")}${judged} --because "…"`,
    ...(secondPerson ? ["  another person: failover approve declaration --because \"…\""] : []),
    "  failover run",
  ];
}
