type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What of a process this needs. */
export type Signalled = {
  readonly env: Record<string, string | undefined>;
  readonly pid: number;
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  kill(pid: number, signal: Signal): unknown;
};

/** Set by bin/failover: the signal was ignored when the command was started, as nohup has it. Node itself no longer knows. */
const HANGUP_VARIABLE = "FAILOVER_HANGUP";

/**
 * Turns the first signal into a request to stop, which lets steps end in good order. The second one, whichever it is, ends the process
 * there and then; its watchdog ends the tools. A hang-up that whoever started the command wanted ignored is ignored.
 */
export function stopRequests(process: Signalled, requested: () => void): void {
  const ignoresHangup = process.env[HANGUP_VARIABLE] === "ignored";
  // None of the programs that this one starts should believe it of itself.
  Reflect.deleteProperty(process.env, HANGUP_VARIABLE);
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const listener = () => {
      if (signal === "SIGHUP" && ignoresHangup) return;
      if (!asked) {
        asked = true;
        return requested();
      }
      // As if nobody had listened.
      process.off(signal, listener);
      process.kill(process.pid, signal);
    };
    process.on(signal, listener);
  }
}
