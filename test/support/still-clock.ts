import type { Clock } from "../../scripts/ports.ts";

/** A clock that says what a test wants, and whose sleeps last as long as real ones. */
export function realWorldClock(now: () => Date): Clock {
  const from = now().getTime();
  return {
    now,
    elapsed: () => (now().getTime() - from) / 1000,
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, seconds * 1000);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(new Error("stopped"));
        });
      }),
  };
}
