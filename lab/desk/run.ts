import { execa } from "execa";
import type { ExecResult } from "../daemon/lab.ts";
import { LabError } from "../lab-error.ts";

/** How a command of an operator runs. Every one has a time limit; `onLine` gets what it prints, line by line, as it comes. */
export type RunOptions = {
  readonly timeoutSeconds: number;
  readonly input?: string;
  readonly onLine?: (line: string) => void;
};

/**
 * A command that is still running, and its process group: what it has started in groups of their own, as the kit starts its
 * tools, goes on without it. To stop or end everything on the machine, stop or end the machine.
 */
export type Started = {
  readonly signal: (name: NodeJS.Signals) => void;
  readonly kill9: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly ended: Promise<ExecResult>;
};

type Prepared = RunOptions & { readonly argv: readonly string[]; readonly directory: string; readonly env: Readonly<Record<string, string>> };

const OUT_OF_TIME = 124;
const FORCE_AFTER_SECONDS = 2;
const PIPE_GRACE_SECONDS = 1;

/** Starts a command in a process group of its own; out of time is exit code 124. */
export function run({ argv, directory, env, timeoutSeconds, input, onLine }: Prepared): Started {
  const [file = "", ...args] = argv;
  const seen = function* (line: unknown) {
    onLine?.(String(line));
    yield line;
  };
  const child = execa(file, args, { cwd: directory, env, extendEnv: false, input: input ?? "", stdout: seen, stderr: seen, reject: false, detached: true });
  const signal = (name: NodeJS.Signals): void => signalGroup(child.pid, name);

  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    signal("SIGTERM");
    setTimeout(() => signal("SIGKILL"), FORCE_AFTER_SECONDS * 1000).unref();
  }, timeoutSeconds * 1000);
  child.once("exit", () => {
    clearTimeout(limit);
    // A grandchild may hold the pipes open long after its parent has ended, or was stopped.
    setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe.destroy()), PIPE_GRACE_SECONDS * 1000).unref();
  });
  return {
    signal,
    kill9: () => signal("SIGKILL"),
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    ended: child.then(({ exitCode = 1, stdout, stderr, originalMessage }) => ({
      exitCode: timedOut ? OUT_OF_TIME : exitCode,
      stdout,
      stderr: [stderr, ...(child.pid === undefined ? [originalMessage ?? `${file} could not be started`] : []), ...(timedOut ? [`no end within ${timeoutSeconds} s`] : [])].filter(Boolean).join("\n"),
    })).finally(() => clearTimeout(limit)),
  };
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new LabError("a command cannot be signalled", "it was never started", "read its own error");
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
