import { elapsedOf, liveFrame } from "../core/live-frame.ts";
import { fitted, harmless } from "../core/one-line.ts";
import { progressLine } from "../core/progress-line.ts";
import { redraw } from "../core/redraw.ts";
import type { Operator } from "../ports.ts";
import type { RunView } from "../world.ts";
import { trackedRun } from "./tracked-run.ts";

/** Where lines go; a terminal says how large it is, a pipe does not. */
export type Screen = {
  readonly write: (text: string) => unknown;
  readonly size: () => { readonly columns: number; readonly rows: number } | undefined;
  /** What a line that was cut ends in. */
  readonly ellipsis: string;
};

/** What a line of a pipe is cut to; whole errors are said when the run stops. */
const PIPE_COLUMNS = 100;
const TICK_SECONDS = 1;
/** A step that speaks without pause is drawn no more often than an eye can follow. */
const REDRAW_SECONDS = 0.1;
/** In a pipe, news of one step come at most this often, and a sign of life at least so often. */
const NEWS_SECONDS = 10;
const SILENCE_SECONDS = 30;

/** Progress for people: redrawn in place on a terminal; in a pipe a line at each beginning and end and at times between. Never colour. */
export function terminal(screen: Screen, nowSeconds: () => number): Operator & RunView {
  const run = trackedRun(nowSeconds);
  const isLive = screen.size() !== undefined;
  let drawn: readonly string[] = [];
  let drawnAt = -Infinity;
  let ticking: NodeJS.Timeout | undefined;

  const columns = () => screen.size()?.columns ?? PIPE_COLUMNS;
  const paint = (above?: string) => {
    const size = screen.size();
    const frame = ticking === undefined || size === undefined ? [] : liveFrame(run.atWork(), run.tally(), { ...size, ellipsis: screen.ellipsis });
    if (isLive && size !== undefined && drawn.length + frame.length > 0) screen.write(redraw(drawn, above, frame, size.columns));
    else if (above !== undefined) screen.write(`${above}\n`);
    drawn = isLive ? frame : [];
    drawnAt = nowSeconds();
  };
  const event = (word: string, step: string, text: string) => paint(fitted(progressLine({ seconds: run.elapsedSeconds(), word, step, text }), columns(), screen.ellipsis));
  const speak = (step: string, text: string) => {
    run.said(step, text, { aloud: true });
    event("", step, text);
  };
  const tick = () => {
    if (isLive) return paint();
    for (const { step, text, seconds, expectedSeconds } of run.atWork()) {
      if (run.silentSecondsOf(step) < SILENCE_SECONDS) continue;
      run.said(step, text, { aloud: true });
      event("", step, `${elapsedOf(seconds, expectedSeconds)}: ${text}`);
    }
  };
  return {
    say: (line) => void paint(harmless(line)),
    expect: run.expect,
    progress: (step, told) => {
      const text = fitted(told.trim(), 1000);
      if (text === "") return;
      if (!run.knows(step)) return void event("", step, text);
      if (!isLive && text !== run.textOf(step) && run.silentSecondsOf(step) >= NEWS_SECONDS) return speak(step, text);
      run.said(step, text, { aloud: false });
      if (isLive && nowSeconds() - drawnAt >= REDRAW_SECONDS) paint();
    },
    began: (step, title, attempt) => {
      const text = attempt === 1 ? title : `${title} (attempt ${attempt})`;
      run.began(step, text);
      ticking ??= setInterval(tick, TICK_SECONDS * 1000).unref();
      if (isLive) paint();
      else event("begin", step, text);
    },
    ended: (step, how, detail) => {
      const took = `${run.secondsOf(step).toFixed(1)} s`;
      const isDone = how === "done" || how === "done already";
      run.ended(step, isDone);
      event(isDone ? "done" : how, step, how === "done already" ? "already as it should be" : (detail ?? took));
    },
    concluded: () => undefined,
    close: () => {
      clearInterval(ticking);
      ticking = undefined;
      paint();
    },
  };
}
