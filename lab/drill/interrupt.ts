const INTERRUPTED = 130;
const signals = ["SIGINT", "SIGTERM"] as const;

export type Interruption = {
  /** Waits for the process's end once somebody has interrupted it; returns at once if nobody has. */
  readonly letEnd: () => Promise<void>;
  readonly stopListening: () => void;
};

/** Has Ctrl-C take the lab down before the process ends. */
export function takeDownOnInterrupt(takeDown: () => Promise<readonly string[]>, say: (line: string) => void): Interruption {
  let ending: Promise<void> | undefined;
  const end = async () => {
    say("interrupted: taking the lab down");
    const left = await takeDown().catch((error: unknown) => [String(error)]);
    say(left.length === 0 ? "the lab is down; nothing is left" : `left behind: ${left.join(", ")}`);
    process.exit(INTERRUPTED);
  };
  const interrupted = () => {
    ending ??= end();
  };
  for (const signal of signals) process.on(signal, interrupted);
  return {
    letEnd: async () => ending,
    stopListening: () => {
      for (const signal of signals) process.removeListener(signal, interrupted);
    },
  };
}
