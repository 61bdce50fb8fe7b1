import { displayWidth, fitted, padded } from "./one-line.ts";
import { stopwatch } from "./progress-line.ts";
import type { TimeToGo } from "./time-to-go.ts";

/** A step under way: what it said last, since when it runs, and how long it is likely to take. */
export type AtWork = { readonly step: string; readonly text: string; readonly seconds: number; readonly expectedSeconds: number | undefined };

/** A run in figures; `all` is undefined as long as nobody has said which steps there are. */
export type Tally = {
  readonly done: number;
  readonly all: number | undefined;
  readonly elapsedSeconds: number;
  readonly toGo: TimeToGo | undefined;
  /** By how much the end has moved away since the run was first estimated. */
  readonly lateSeconds: number;
};

export type Place = { readonly columns: number; readonly rows: number; readonly ellipsis: string };

/** The lines at the bottom of a terminal: one for each step at work, and the sum, set apart by an empty line where there is room. Never more than fit above the cursor, nor as wide as the terminal. */
export function liveFrame(atWork: readonly AtWork[], tally: Tally, { columns, rows, ellipsis }: Place): readonly string[] {
  // The last column stays empty: after a character there, terminals disagree where the cursor is.
  const fit = (line: string) => fitted(line, Math.max(1, columns - 1), ellipsis);
  const room = Math.max(0, rows - 2);
  const shown = atWork.length <= room ? atWork : atWork.slice(0, Math.max(0, room - 1));
  const hidden = atWork.length - shown.length;
  const more = hidden === 0 || room === 0 ? [] : [`  ${shown.length === 0 ? "" : "and "}${hidden} ${shown.length === 0 ? "steps" : "more"} at work`];
  const lines = [...stepLines(shown), ...more, `  ${sumLine(tally, columns - 3)}`].map(fit);
  return lines.length + 2 <= rows ? ["", ...lines] : lines;
}

function stepLines(shown: readonly AtWork[]): readonly string[] {
  const times = shown.map(({ seconds, expectedSeconds }) => elapsedOf(seconds, expectedSeconds));
  const nameWidth = widest(shown.map(({ step }) => step));
  const timeWidth = widest(times);
  return shown.map(({ step, text }, index) => `  ${padded(step, nameWidth)}  ${padded(times[index] ?? "", timeWidth)}  ${text}`);
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));

/** How long something runs already, "of about" how long where that is known. */
export const elapsedOf = (seconds: number, expectedSeconds: number | undefined): string =>
  expectedSeconds === undefined ? stopwatch(seconds) : `${stopwatch(seconds)} of about ${stopwatch(Math.ceil(expectedSeconds))}`;

/** How long something still takes, as a person says it. */
export const toGoText = ({ seconds, atLeast }: TimeToGo): string => `${atLeast ? "at least" : "about"} ${stopwatch(Math.ceil(seconds))} to go`;

/** As many of the figures as the width holds, the dearest first. */
function sumLine({ done, all, elapsedSeconds, toGo, lateSeconds }: Tally, columns: number): string {
  const parts = [
    all === undefined ? `${done} done` : `${done} of ${all} steps done`,
    `${stopwatch(elapsedSeconds)} elapsed`,
    ...(toGo === undefined || toGo.seconds === 0 ? [] : [toGoText(toGo)]),
    ...(lateSeconds < 1 ? [] : [`${stopwatch(lateSeconds)} later than expected`]),
  ];
  return parts.reduce((line, part) => (line.length + 2 + part.length <= columns ? `${line}, ${part}` : line));
}
