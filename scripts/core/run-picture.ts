import { indented } from "./one-line.ts";
import type { Paper } from "./paper.ts";
import { stopwatch } from "./progress-line.ts";
import type { Phase, RunReport } from "./run-report.ts";
import { timeAxis, type Span } from "./time-axis.ts";

type Marks = { readonly critical: string; readonly beside: string; readonly unknown: string; readonly pause: string };
const blocks: Marks = { critical: "█", beside: "░", unknown: "·", pause: "┊" };
const ascii: Marks = { critical: "#", beside: "-", unknown: ".", pause: ":" };
const FAILED = "x";

type Bar = Span & { readonly how: "done" | "failed" | "unknown" };

/** The steps of a run as bars over time, a row each, so that one sees at a glance what ran side by side and what was waited for. */
export function runPicture({ phases, criticalPath, criticalPathSeconds }: Pick<RunReport, "phases" | "criticalPath" | "criticalPathSeconds">, { columns, unicode }: Paper): readonly string[] {
  if (phases.length === 0) return [];
  const marks = unicode ? blocks : ascii;
  const bars = barsOf(phases);
  const labels = labelsOf(phases, columns);
  const room = Math.max(10, columns - labels.left - labels.right);
  const axis = timeAxis([...bars.values()].flat(), room);
  const blank = Array.from({ length: room }, (_, column) => (axis.pauses.some((pause) => pause.column === column) ? marks.pause : " "));

  const rows = phases.map(({ id }, index) => {
    const row = [...blank];
    for (const { from, to, how } of bars.get(id) ?? []) {
      const left = axis.column(from);
      const right = Math.max(left + 1, axis.column(to));
      const mark = how === "unknown" ? marks.unknown : criticalPath.includes(id) ? marks.critical : marks.beside;
      row.fill(mark, left, right);
      if (how === "failed") row[right - 1] = FAILED;
    }
    return `${labels.before[index] ?? ""}${row.join("")}${labels.after[index] ?? ""}`;
  });
  const everything = [...bars.values()].flat();
  const worked = (Math.max(...everything.map(({ to }) => to)) - Math.min(...everything.map(({ from }) => from))) / 1000;
  const ticks = `${" ".repeat(labels.left)}0:00${stopwatch(worked).padStart(room - 4)}`;
  const has = (how: Bar["how"]) => everything.some((bar) => bar.how === how);
  const legend = [
    ...(phases.every(({ id }) => criticalPath.includes(id)) ? [] : [`${marks.beside} beside it`]),
    ...(has("failed") ? [`${FAILED} failed`] : []),
    ...(has("unknown") ? [`${marks.unknown} cut short, or not ended yet`] : []),
  ];
  const pauses = axis.pauses.map(({ milliseconds }) => stopwatch(milliseconds / 1000));
  const repeated = phases.flatMap(({ id, attempts }) => (attempts > 1 ? [`${id} (${attempts})`] : []));
  return [
    ...rows,
    ticks,
    "",
    ...indented(`${marks.critical} the critical path, ${criticalPathSeconds.toFixed(1)} s: nothing else made the outage longer`, 2, columns),
    ...(legend.length === 0 ? [] : indented(legend.join("   "), 2, columns)),
    ...(pauses.length === 0 ? [] : indented(`${marks.pause} nothing at work for ${pauses.join(", ")}`, 2, columns)),
    ...(repeated.length === 0 ? [] : indented(`more than one attempt: ${repeated.join(", ")}`, 2, columns)),
  ];
}

/** What stands before and after the bars; on a narrow page the time of day is left out. */
function labelsOf(phases: readonly Phase[], columns: number) {
  const nameWidth = Math.max(...phases.map(({ id }) => id.length));
  const seconds = phases.map((phase) => `${phase.seconds.toFixed(1)} s`);
  const secondsWidth = Math.max(...seconds.map((text) => text.length));
  const before = phases.map(({ id, startedAt }) => `  ${columns < 72 ? "" : `${startedAt.slice(11, 19)}Z  `}${id.padEnd(nameWidth)}  `);
  const after = seconds.map((text) => `  ${text.padStart(secondsWidth)}`);
  return { before, after, left: before[0]?.length ?? 0, right: after[0]?.length ?? 0 };
}

/** When each attempt was at work. One cut short is drawn up to the last that was heard of its run before the next attempt. */
function barsOf(phases: readonly Phase[]): ReadonlyMap<string, readonly Bar[]> {
  const heard = phases.flatMap(({ tries }) => tries.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? startedAt].map(Date.parse)));
  const lastBefore = (from: number, next: number) => heard.reduce((last, at) => (at > last && at < next ? at : last), from);
  return new Map(
    phases.map(({ id, tries }) => [
      id,
      tries.map(({ startedAt, endedAt, ended }, index): Bar => {
        const from = Date.parse(startedAt);
        if (endedAt !== null && ended !== null) return { from, to: Math.max(from, Date.parse(endedAt)), how: ended };
        const next = tries[index + 1]?.startedAt;
        return { from, to: lastBefore(from, next === undefined ? Infinity : Date.parse(next)), how: "unknown" };
      }),
    ]),
  );
}
