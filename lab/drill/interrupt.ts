import { labDown } from "../down.ts";

const INTERRUPTED = 130;

/** Has Ctrl-C take the lab down before the process ends; returns how to stop listening. */
export function takeDownOnInterrupt(say: (line: string) => void): () => void {
  const interrupted = () => {
    say("interrupted: taking the lab down");
    const said = labDown().then((left) => left.forEach((line) => { say(`left behind: ${line}`); }), (error: unknown) => { say(String(error)); });
    void said.finally(() => process.exit(INTERRUPTED));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, interrupted);
  };
}
