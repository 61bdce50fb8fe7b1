import { fitted, progressLine, stopwatch } from "../core/progress-line.ts";
import type { Operator } from "../ports.ts";
import type { RunView } from "../world.ts";

/** Where lines go; a terminal says how wide it is, a pipe does not. */
export type Screen = { readonly write: (text: string) => unknown; readonly columns: () => number | undefined };

type Running = { readonly title: string; readonly since: number; readonly text: string; readonly saidAt: number };

/** What a line of a pipe is cut to; whole errors are said when the run stops. */
const PIPE_COLUMNS = 100;
const REDRAW_SECONDS = 1;
const QUIET_SECONDS = 10;

/** Progress for people: redrawn in place on a terminal, a line at each beginning and end in a pipe. Never colour. */
export function terminal(screen: Screen, nowSeconds: () => number): Operator & RunView {
  const start = nowSeconds();
  const running = new Map<string, Running>();
  const live = screen.columns() !== undefined;
  let drawn = 0;

  const erase = () => {
    if (drawn > 0) screen.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    if (!live) return;
    erase();
    for (const [step, { since, text }] of running) {
      const line = progressLine({ seconds: nowSeconds() - start, word: stopwatch(nowSeconds() - since), step, text });
      screen.write(`${fitted(line, screen.columns() ?? PIPE_COLUMNS)}\n`);
      drawn += 1;
    }
  };
  const say = (line: string) => {
    erase();
    screen.write(`${line}\n`);
    draw();
  };
  const event = (word: string, step: string, text: string) =>
    say(fitted(progressLine({ seconds: nowSeconds() - start, word, step, text }), screen.columns() ?? PIPE_COLUMNS));

  const ticking = live ? setInterval(draw, REDRAW_SECONDS * 1000).unref() : undefined;
  return {
    say,
    progress: (step, text) => {
      const before = running.get(step);
      if (text.trim() === "") return;
      if (before === undefined) return event("", step, text);
      const speaks = !live && text !== before.text && nowSeconds() - before.saidAt >= QUIET_SECONDS;
      running.set(step, { ...before, text, saidAt: speaks ? nowSeconds() : before.saidAt });
      if (speaks) event("", step, text);
      else draw();
    },
    began: (step, title, attempt) => {
      const text = attempt === 1 ? title : `${title} (attempt ${attempt})`;
      running.set(step, { title, since: nowSeconds(), text, saidAt: nowSeconds() });
      if (live) draw();
      else event("begin", step, text);
    },
    ended: (step, how, detail) => {
      const took = nowSeconds() - (running.get(step)?.since ?? nowSeconds());
      running.delete(step);
      const text = how === "done already" ? "already as it should be" : (detail ?? `${took.toFixed(1)} s`);
      event(how === "done already" ? "done" : how, step, text);
    },
    close: () => {
      clearInterval(ticking);
      erase();
    },
  };
}
