import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type Interruption = {
  /** Waits for the process's end once somebody has interrupted it; returns at once if nobody has. */
  readonly letEnd: () => Promise<void>;
  readonly stopListening: () => void;
};

/** Has Ctrl-C, and a terminal that closes, take the lab down before the process ends. */
export function takeDownOnInterrupt(takeDown: () => Promise<readonly string[]>, say: (line: string) => void): Interruption {
  let ending: Promise<void> | undefined;
  const end = async (signal: NodeJS.Signals) => {
    say("interrupted: taking the lab down");
    const left = await takeDown().catch((error: unknown) => [String(error)]);
    say(left.length === 0 ? "the lab is down; nothing is left" : `left behind: ${left.join(", ")}`);
    process.exit(128 + constants.signals[signal]);
  };
  const interrupted = (signal: NodeJS.Signals) => {
    ending ??= end(signal);
  };
  for (const signal of signals) process.on(signal, interrupted);
  // A terminal that is gone takes no more words, and that is no reason to leave the lab up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", deaf);
  return {
    letEnd: async () => ending,
    stopListening: () => {
      for (const signal of signals) process.removeListener(signal, interrupted);
      for (const stream of [process.stdout, process.stderr]) stream.removeListener("error", deaf);
    },
  };
}

const deaf = (): void => undefined;
