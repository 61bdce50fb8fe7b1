import { grouped } from "../grouped.ts";
import type { ObservedState } from "../observation.ts";
import { fitted, indented, padded } from "../one-line.ts";
import type { Paper } from "../paper.ts";
import { ageText } from "../ready/ages.ts";
import { cellsOf, type Panel, type Row } from "./timeline.ts";

type Marks = Readonly<Record<ObservedState, string>>;
const blocks: Marks = { down: "█", degraded: "▒", up: "─", unknown: "·" };
const ascii: Marks = { down: "#", degraded: "+", up: "-", unknown: "." };
const [SHORTEST_LABEL, LONGEST_LABEL] = [8, 20];
const LEAST_ROOM = 20;

/** The evidence over time for a terminal: a row for each place, a figure for each moment at which customers reported. */
export function timelineText(panels: readonly Panel[], paper: Paper): readonly string[] {
  const marks = marksOn(paper);
  const { labelWidth, room } = roomFor(panels, paper);
  const rows = panels.flatMap((panel) => {
    const span = (panel.to - panel.from) / 1000;
    const [first, last] = [clockTime(panel.from, span), clockTime(panel.to, span)];
    return [
      ...indented(`${panel.title}, ${ageText(span)} up to ${new Date(panel.to).toISOString().slice(0, 19)}Z`, 2, paper.columns),
      ...panel.rows.map((row) => drawn(row.label, barOf(row, panel, room, marks), labelWidth, paper)),
      `  ${" ".repeat(labelWidth)}  ${first}${last.padStart(room - first.length)}`,
      "",
    ];
  });
  if (rows.length === 0) return [];
  return [...rows, ...indented(legend(marks, 3), 2, paper.columns)];
}

/** More rows than this, and those that look alike share one. */
const FEW_ROWS = 4;

/** The same on as few lines as it can be read from: what time it covers stands in each panel's title. */
export function timelineStrip(panels: readonly Panel[], paper: Paper): readonly string[] {
  const marks = marksOn(paper);
  const { labelWidth, room } = roomFor(panels, paper);
  const rows = panels.flatMap((panel) => {
    const span = (panel.to - panel.from) / 1000;
    const bars = panel.rows.map(({ label, ...row }) => ({ label, bar: barOf({ label, ...row }, panel, room, marks) }));
    const alike = panel.rows.length > FEW_ROWS ? [...grouped(bars, ({ bar }) => bar).values()] : bars.map((one) => [one]);
    return [
      `  ${panel.title}, ${ageText(span)}: ${clockTime(panel.from, span)} to ${clockTime(panel.to, span)}`,
      ...alike.map((same) => drawn(same.length === 1 ? (same[0]?.label ?? "") : `${same.length} places`, same[0]?.bar ?? "", labelWidth, paper)),
    ];
  });
  return rows.length === 0 ? [] : [`Over time   ${legend(marks, 2)}`, ...rows];
}

const marksOn = ({ unicode }: Paper): Marks => (unicode ? blocks : ascii);
const legend = (marks: Marks, apart: number): string => [`${marks.down} DOWN`, `${marks.degraded} degraded`, `${marks.up} up`, `${marks.unknown} unknown`, "1-9 reports"].join(" ".repeat(apart));

function roomFor(panels: readonly Panel[], { columns }: Paper): { readonly labelWidth: number; readonly room: number } {
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(SHORTEST_LABEL, columns - LEAST_ROOM - 6), Math.max(0, ...panels.flatMap(({ rows }) => rows.map(({ label }) => label.length))));
  return { labelWidth, room: Math.max(LEAST_ROOM, columns - labelWidth - 6) };
}

const barOf = (row: Row, panel: Panel, room: number, marks: Marks): string =>
  cellsOf(row, panel, room).map(({ state, moments }) => (moments > 0 ? String(Math.min(9, moments)) : state === undefined ? " " : marks[state])).join("");

const drawn = (label: string, bar: string, labelWidth: number, { unicode }: Paper): string => `  ${padded(fitted(label, labelWidth, unicode ? "…" : "."), labelWidth)}  ${bar}`.trimEnd();

const DAY = 24 * 60 * 60;
const clockTime = (at: number, span: number): string => {
  const text = new Date(at).toISOString();
  return span > DAY ? `${text.slice(5, 10)} ${text.slice(11, 16)}Z` : span < 600 ? `${text.slice(11, 19)}Z` : `${text.slice(11, 16)}Z`;
};
