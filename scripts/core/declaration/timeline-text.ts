import type { ObservedState } from "../observation.ts";
import { fitted, padded } from "../one-line.ts";
import type { Paper } from "../paper.ts";
import { ageText } from "../ready/ages.ts";
import { cellsOf, type Panel } from "./timeline.ts";

type Marks = Readonly<Record<ObservedState, string>>;
const blocks: Marks = { down: "█", degraded: "▒", up: "─", unknown: "·" };
const ascii: Marks = { down: "#", degraded: "+", up: "-", unknown: "." };
const LONGEST_LABEL = 20;

/** The evidence over time for a terminal: a row for each place, a figure for each moment at which customers reported. */
export function timelineText(panels: readonly Panel[], { columns, unicode }: Paper): readonly string[] {
  const marks = unicode ? blocks : ascii;
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(0, ...panels.flatMap(({ rows }) => rows.map(({ label }) => label.length))));
  const room = Math.max(20, columns - labelWidth - 6);
  const rows = panels.flatMap((panel) => {
    const span = (panel.to - panel.from) / 1000;
    const [first, last] = [clockTime(panel.from, span), clockTime(panel.to, span)];
    return [
      `  ${panel.title}, ${ageText(span)} up to ${new Date(panel.to).toISOString().slice(0, 19)}Z`,
      ...panel.rows.map((row) => {
        const cells = cellsOf(row, panel, room).map(({ state, moments }) => (moments > 0 ? String(Math.min(9, moments)) : state === undefined ? " " : marks[state]));
        return `  ${padded(fitted(row.label, labelWidth, unicode ? "…" : "."), labelWidth)}  ${cells.join("")}`.trimEnd();
      }),
      `  ${" ".repeat(labelWidth)}  ${first}${last.padStart(room - first.length)}`,
      "",
    ];
  });
  if (rows.length === 0) return [];
  return [...rows, `  ${marks.down} DOWN   ${marks.degraded} degraded   ${marks.up} up   ${marks.unknown} unknown   1-9 reports`];
}

const DAY = 24 * 60 * 60;
const clockTime = (at: number, span: number): string => {
  const text = new Date(at).toISOString();
  return span > DAY ? `${text.slice(5, 10)} ${text.slice(11, 16)}Z` : span < 600 ? `${text.slice(11, 19)}Z` : `${text.slice(11, 16)}Z`;
};
