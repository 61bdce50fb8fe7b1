import { otherMode, type Mode } from "../graceful/mode.ts";
import { indented } from "../one-line.ts";
import type { Paper } from "../paper.ts";
import type { Finding } from "../readiness.ts";
import { several } from "../several.ts";
import { typedCommand } from "../typed-command.ts";
import { lacking, type Evaluation } from "./evaluate.ts";
import { labelled, ruleRows } from "./evaluation-text.ts";
import { shortTimes } from "./short-times.ts";
import type { Standby } from "./standby.ts";
import { timelineStrip } from "./timeline-text.ts";
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
  readonly standby: readonly Standby[];
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

/** So many remarks on the evidence itself; the rest decide nothing here. */
const NOTES_SHOWN = 3;

/** Go or wait, on one page; the evidence in full is another command's. */
export function sheetText(sheet: Sheet, paper: Paper): string {
  const { evaluation, plan } = sheet;
  const { columns } = paper;
  const row = (name: string, text: string): readonly string[] => labelled(name, shortTimes(text, evaluation.at), columns);
  const part = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ["", ...indented(title, 0, columns), ...lines]);
  const [overTime = "", ...bars] = timelineStrip(sheet.panels, paper);
  return [
    ...indented(`${sheet.service}: failover to Google Cloud, go or wait? ${evaluation.at.slice(0, 16).replace("T", " ")} UTC`, 0, columns),
    ...indented(inWords[adviceOf(sheet)], 0, columns),
    ...evaluation.asks.flatMap((ask) => row("judge", ask)),
    ...part("If you go", consequences(sheet).flatMap(([name, text]) => row(name, text))),
    ...part(`The evidence: ${evaluation.entries} ${evaluation.entries === 1 ? "entry" : "entries"}, digest ${evaluation.digest} ('failover watch --status')`, evidenceRows(evaluation).flatMap(([name, text]) => row(name, text))),
    ...part(overTime, bars),
    "",
    ...indented(shortTimes(standbyText(sheet), evaluation.at), 0, columns),
    ...part(`The plan, ${plan.digest}: ${several(plan.steps.length, "step")}; in full: 'failover plan${sheet.mode.mode === "graceful" ? " --mode graceful" : ""}'`, indented(plan.steps.join(", "), 2, columns)),
    "",
    ...commandLines(sheet, columns),
  ].join("\n");
}

type Rows = readonly (readonly [name: string, text: string])[];

/** What it costs, how it would begin, and the other way to begin. */
function consequences({ mode: about, findings, comingBack }: Sheet): Rows {
  const { mode, wanted, proposed, because, otherwise, means, digests } = about;
  const says = (check: string, name: string, before: string, unknown: string): Rows => findings.filter((one) => one.check === check).map(({ says, light }) => [name, `${before}${light === "unknown" ? unknown : ""}${says}`]);
  const other = otherMode[mode];
  return [
    ...says("loss", "lost", mode === "graceful" ? "nothing that is written before the fence; should the last export fail: " : "", "everything since the newest backup, and how old that is is not known: "),
    ...says("recovery-time", "takes", "", "not known: "),
    ["way back", comingBack.join("; ")],
    ["begins", `${mode}${wanted === null || wanted === proposed ? "" : `, as asked for; what was seen speaks for ${proposed}`}: ${because.join("; ")}. It means: ${means}`],
    ["or else", `${wanted === null || wanted === proposed ? otherwise : `${proposed}, as was proposed`}: plan ${digests[other]}, 'failover declare --mode ${other}'`],
  ];
}

function evidenceRows(evaluation: Evaluation): Rows {
  const { notes } = evaluation;
  const more = notes.length - NOTES_SHOWN;
  return [
    ...ruleRows(evaluation),
    ...notes.slice(0, NOTES_SHOWN).map((note) => ["note", note] as const),
    ...(more > 0 ? [["", `and ${several(more, "note")} more`] as const] : []),
  ];
}

function standbyText({ standby }: Sheet): string {
  const open = standby.flatMap(({ item, done }) => (done === null ? [item] : []));
  const done = standby.flatMap(({ item, done }) => (done === null ? [] : [`${item} (${done.by}, ${done.at})`]));
  return `While waiting ('failover standby list'): ${[...(open.length === 0 ? [] : [`open ${open.join(", ")}`]), ...(done.length === 0 ? [] : [`done ${done.join(", ")}`])].join("; ")}`;
}

function commandLines(sheet: Sheet, columns: number): readonly string[] {
  const { evaluation, plan, rules, secondPerson } = sheet;
  const advice = adviceOf(sheet);
  const more = rules === "not set" ? [] : lacking(evaluation).map((rule) => ` --override ${rule}`);
  const judged = advice === "ask" || (advice === "wait" && evaluation.asks.length > 0) ? ' --judged "…"' : "";
  return [
    advice === "wait" ? "To go all the same, by your name and reason:" : "To go:",
    ...typedCommand(`failover declare --approve ${plan.digest}${more.join("")}${judged} --because "…"`, 2, columns),
    ...(secondPerson ? ['  failover approve declaration --because "…"  # by another'] : []),
    "  failover run",
  ];
}
