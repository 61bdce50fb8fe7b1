import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

type Logged = { readonly log: string; readonly env?: Readonly<Record<string, string>> };

/** A started process: its pid, and its exit code once it has ended; undefined where a signal ended it. */
export type LoggedProcess = { readonly pid: number | undefined; readonly hasEnded: () => boolean; readonly ended: Promise<number | undefined> };

/** Starts a process that outlives us: it writes to its log by itself, in a session of its own, and we can exit while it runs. */
export function startLogged(argv: readonly string[], { log, env }: Logged): LoggedProcess {
  const [file = "", ...args] = argv;
  const output = openSync(log, "a");
  // Not execa: it would pass the output through us, and the process would lose it when we end.
  const child = spawn(file, args, { stdio: ["ignore", output, output], env: env ?? process.env, detached: true });
  closeSync(output);
  child.unref();
  let over = false;
  const ended = new Promise<number | undefined>((resolve) => {
    child.once("exit", (code) => resolve(code ?? undefined));
    child.once("error", () => resolve(undefined));
  }).finally(() => {
    over = true;
  });
  return { pid: child.pid, hasEnded: () => over, ended };
}
