import { execa } from "execa";
import { SetupError } from "./setup-error.ts";

/** One program to run: arguments are never joined into a shell line. */
export type ToolRun = {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutSeconds: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
};

const TAIL_LINES = 15;
const PIPE_GRACE_SECONDS = 1;

/** Runs a program to its end and returns what it printed; a failure carries the last lines it wrote. */
export async function runTool({ file, args, timeoutSeconds, cwd, env, input }: ToolRun): Promise<string> {
  const running = execa(file, args, {
    timeout: timeoutSeconds * 1000,
    forceKillAfterDelay: 5000,
    all: true,
    reject: false,
    input: input ?? "",
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  // A grandchild may hold the pipes open long after its parent has ended, or was stopped.
  running.once("exit", () => setTimeout(() => [running.stdout, running.stderr].forEach((pipe) => pipe.destroy()), PIPE_GRACE_SECONDS * 1000).unref());
  const { exitCode, stdout, all, timedOut, failed, originalMessage } = await running;
  if (!failed) return stdout;
  const end = timedOut ? `was stopped after ${timeoutSeconds} s` : `ended with ${exitCode ?? originalMessage ?? "no exit code"}`;
  throw new SetupError(
    `${file} ${args[0] ?? ""} ${end}`.replace("  ", " "),
    all.trim().split("\n").slice(-TAIL_LINES).join("\n"),
    "remove the cause named above and type the same command again; what is already made is kept",
  );
}
