import type { AtWork, Tally } from "../core/live-frame.ts";
import { timeToGo, type Outlook } from "../core/time-to-go.ts";

type Running = { readonly since: number; readonly text: string; readonly saidAt: number };

/** What a view remembers of its run: which steps are at work since when, what is done, what was expected. */
export function trackedRun(nowSeconds: () => number) {
  const start = nowSeconds();
  const running = new Map<string, Running>();
  let outlook: Outlook | undefined;
  let done: ReadonlySet<string> = new Set();
  let estimate: { readonly at: number; readonly seconds: number } | undefined;

  const seconds = (step: string) => nowSeconds() - (running.get(step)?.since ?? nowSeconds());
  const toGo = () => outlook && timeToGo({ ...outlook, done }, new Map([...running.keys()].map((step) => [step, seconds(step)])));
  return {
    isIdle: () => running.size === 0,
    knows: (step: string) => running.has(step),
    elapsedSeconds: () => nowSeconds() - start,
    secondsOf: seconds,
    expectedSecondsOf: (step: string) => outlook?.expectedSeconds.get(step),
    textOf: (step: string) => running.get(step)?.text,
    /** How long ago a step was last heard of. */
    silentSecondsOf: (step: string) => nowSeconds() - (running.get(step)?.saidAt ?? nowSeconds()),
    expect: (told: Outlook) => {
      outlook = told;
      done = new Set(told.done);
      const rest = toGo();
      estimate = rest === undefined || rest.atLeast ? undefined : { at: nowSeconds(), seconds: rest.seconds };
    },
    began: (step: string, text: string) => void running.set(step, { since: nowSeconds(), text, saidAt: nowSeconds() }),
    said: (step: string, text: string, { aloud }: { readonly aloud: boolean }) => {
      const before = running.get(step);
      if (before !== undefined) running.set(step, { ...before, text, saidAt: aloud ? nowSeconds() : before.saidAt });
    },
    ended: (step: string, isDone: boolean) => {
      running.delete(step);
      if (isDone) done = new Set(done).add(step);
    },
    atWork: (): readonly AtWork[] => [...running].map(([step, { text }]) => ({ step, text, seconds: seconds(step), expectedSeconds: outlook?.expectedSeconds.get(step) })),
    tally: (): Tally => {
      const rest = toGo();
      const lateSeconds = estimate === undefined || rest === undefined ? 0 : nowSeconds() - estimate.at + rest.seconds - estimate.seconds;
      return { done: done.size, all: outlook?.graph.length, elapsedSeconds: nowSeconds() - start, toGo: rest, lateSeconds: Math.max(0, lateSeconds) };
    },
  };
}
