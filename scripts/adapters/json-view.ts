import type { Tally } from "../core/live-frame.ts";
import { harmless } from "../core/one-line.ts";
import type { Operator } from "../ports.ts";
import type { RunView } from "../world.ts";
import { trackedRun } from "./tracked-run.ts";

const SCHEMA = "failover-kit/run-event/1";
/** Progress of one step comes at most this often; while the step is at work its newest word is never lost. */
const PROGRESS_SECONDS = 1;

export type JsonSink = { readonly write: (line: string) => unknown; readonly now: () => Date; readonly nowSeconds: () => number };

/** A run for programs: one line of JSON for each event, the outcome last. */
export function jsonView({ write, now, nowSeconds }: JsonSink): Operator & RunView {
  const run = trackedRun(nowSeconds);
  const waiting = new Set<string>();
  let ticking: NodeJS.Timeout | undefined;

  const emit = (event: string, facts: object) => void write(`${JSON.stringify({ schema: SCHEMA, at: now().toISOString(), event, ...facts })}\n`);
  const tally = () => ({ tally: rounded(run.tally()) });
  const progress = (step: string) => {
    const text = run.textOf(step) ?? "";
    waiting.delete(step);
    run.said(step, text, { aloud: true });
    emit("step-progress", { step, text, elapsedSeconds: thousandths(run.secondsOf(step)), expectedSeconds: run.expectedSecondsOf(step) ?? null, ...tally() });
  };
  const tick = () => {
    for (const step of waiting) if (run.silentSecondsOf(step) >= PROGRESS_SECONDS) progress(step);
  };
  return {
    say: (text) => emit("notice", { text: harmless(text).trim() }),
    expect: run.expect,
    progress: (step, told) => {
      const text = harmless(told).trim();
      if (text === "" || text === run.textOf(step)) return;
      if (!run.knows(step)) return emit("notice", { step, text });
      run.said(step, text, { aloud: false });
      waiting.add(step);
      tick();
    },
    began: (step, title, attempt) => {
      run.began(step, title);
      ticking ??= setInterval(tick, PROGRESS_SECONDS * 1000).unref();
      emit("step-begun", { step, title, attempt, expectedSeconds: run.expectedSecondsOf(step) ?? null, ...tally() });
    },
    ended: (step, how, detail) => {
      const seconds = thousandths(run.secondsOf(step));
      waiting.delete(step);
      const isDone = how === "done" || how === "done already";
      run.ended(step, isDone);
      if (isDone) emit("step-done", { step, seconds, already: how === "done already", ...tally() });
      else emit(`step-${how}`, { step, seconds, what: detail === undefined ? null : harmless(detail), ...tally() });
    },
    close: () => {
      clearInterval(ticking);
      ticking = undefined;
    },
    concluded: ({ event, ...outcome }) => emit(event, outcome),
  };
}

const thousandths = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const rounded = ({ done, all, elapsedSeconds, toGo, lateSeconds }: Tally) => ({
  done,
  all: all ?? null,
  elapsedSeconds: thousandths(elapsedSeconds),
  toGo: toGo === undefined ? null : { seconds: thousandths(toGo.seconds), atLeast: toGo.atLeast },
  lateSeconds: thousandths(lateSeconds),
});
