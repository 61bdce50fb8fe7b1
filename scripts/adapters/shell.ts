import { randomUUID } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import { execa, ExecaError } from "execa";
import { show, type Command } from "../core/commands/command.ts";
import { FailoverError } from "../core/errors.ts";
import { lastWords, lastWordsOf } from "../core/last-words.ts";
import { NO_SUCH_PROGRAM } from "../core/programs.ts";
import { COMMAND_VARIABLE, HOLDER_VARIABLE, ofCommand } from "../core/mark.ts";
import { leftoverPatience } from "../core/marked.ts";
import { Secret } from "../core/secret.ts";
import type { CommandResult, Shell, Watchdog } from "../ports.ts";
import { endMarked } from "./marked-processes.ts";
import { lineSplitter, tailKeeper } from "./output.ts";
import { clients, pastWrapper } from "./past-wrapper.ts";
import { signalGroup } from "./process-groups.ts";
import { standWithUs, stepBack } from "./step-back.ts";
import type { SecretRegistry } from "./secret-registry.ts";
import { timerMilliseconds } from "./timer.ts";

const STDOUT_KEPT = 64 * 1024 * 1024;
const STDERR_KEPT = 64 * 1024;
const GRACE_SECONDS = 10;
/** To be interrupted again means to many programs: now, tidy or not. Pulumi then lets its lock go, which it could not if it were killed. */
const INSIST_SECONDS = 8;
const PIPE_GRACE_SECONDS = 1;

type Watch = Pick<Watchdog, "mark" | "isOver" | "began" | "collected">;

/**
 * The only place a process is spawned, and the only place a Secret is revealed to one; one whose arguments show a secret is not started.
 * Children die with their time limit or with `stop`; those of a run bear their holder's mark, and the watchdog ends them when the kit cannot.
 */
export const shell = (stop: AbortSignal, secrets: Pick<SecretRegistry, "admit" | "cover">, watchdog?: Watch): Shell => ({
  run: async (command, onLine, { input, until } = {}) => {
    await secrets.admit(command);
    const over = until === undefined ? stop : AbortSignal.any([stop, until]);
    const isOfRun = watchdog !== undefined;
    if (over.aborted) throw new FailoverError("COMMAND_STOPPED", { command: nameOf(command), isOfRun });
    if (watchdog?.isOver() === true) throw new FailoverError("TIME_TO_ACT_OVER", { command: nameOf(command) });
    const id = randomUUID();
    const marks = { [COMMAND_VARIABLE]: id, ...(watchdog === undefined ? {} : { [HOLDER_VARIABLE]: watchdog.mark }) };
    const program = await pastWrapper(command, clients());
    const child = execa(program.file, command.args, {
      env: { ...Object.fromEntries(Object.entries(program.env ?? {}).map(([name, value]) => [name, reveal(value)])), ...marks },
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      ...(input !== undefined ? { stdin: "pipe" } : command.input === undefined ? { stdin: "ignore" } : { input: reveal(command.input) }),
      // A process group of its own, so that its grandchildren can be ended with it.
      detached: true,
      buffer: false,
      reject: false,
    });
    if (child.pid !== undefined) watchdog?.began(child.pid);
    if (command.goesFirst === true) stepBack();
    else if (child.pid !== undefined) standWithUs(child.pid);
    const stdout = tailKeeper(STDOUT_KEPT);
    const stderr = tailKeeper(STDERR_KEPT);
    for (const [stream, keep] of [[child.stdout, stdout.keep], [child.stderr, stderr.keep]] as const) {
      const split = lineSplitter(onLine ?? (() => undefined));
      stream.setEncoding("utf8").on("data", (text: string) => {
        keep(text);
        split.push(text);
      });
      // A pipe that is closed from here has no end.
      for (const over of ["end", "close"]) stream.on(over, split.flush);
    }
    child.once("exit", () => [child.stdin, child.stdout, child.stderr].forEach(closeSoon));
    const fed = input === undefined ? undefined : feed(input, child.stdin, () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL"));
    const ending = endWhen(child.pid, command.timeoutSeconds, over);
    const result = await child.finally(ending.settle);
    if (child.pid !== undefined) watchdog?.collected(child.pid);
    // Those that left the group, for a session of their own; and what a killed program had no time to end.
    if (ending.reason() !== undefined || result.signal !== undefined) await endMarked(ofCommand(id), leftoverPatience);
    if (fed?.broken !== undefined) throw fed.broken.error;
    if (result.exitCode !== 0 && watchdog?.isOver() === true) throw new FailoverError("TIME_TO_ACT_OVER", { command: nameOf(command) });
    if (ending.reason() === "stopped") throw new FailoverError("COMMAND_STOPPED", { command: nameOf(command), isOfRun });
    return toResult(command, result, ending.reason(), { stdout: withoutLastNewline(stdout.text()), stderr: withoutLastNewline(stderr.text()) }, secrets.cover);
  },
});

/** Hands a command what it reads. One whose input breaks off must not take what it has for all of it: it is ended, and not politely. */
function feed(input: AsyncIterable<Uint8Array>, stdin: Writable, end: () => void): { readonly broken: { readonly error: unknown } | undefined } {
  const state: { broken: { readonly error: unknown } | undefined } = { broken: undefined };
  stdin.on("error", () => undefined); // a command that reads no more is reported by its exit
  const feeding = async (): Promise<void> => {
    // A chunk may be overwritten once the next one is asked for.
    for await (const chunk of input) {
      const failed = await new Promise<unknown>((resolve) => stdin.write(chunk, resolve));
      if (failed instanceof Error) return;
    }
    stdin.end();
  };
  feeding().catch((error: unknown) => {
    state.broken = { error };
    end();
  });
  return state;
}

/** A grandchild may hold a pipe long after its parent has ended, as an older ssh's shared connection does: what lies in it is read, then it is closed. */
function closeSoon(pipe: Readable | Writable | null): void {
  // One that is closed already would never say so again, and the timer would keep the kit from ending.
  if (pipe === null || pipe.closed) return;
  const close = setTimeout(() => setImmediate(() => pipe.destroy()), PIPE_GRACE_SECONDS * 1000);
  pipe.once("close", () => clearTimeout(close));
}

type Reason = "timed out" | "stopped" | undefined;

/** Ends a whole process group at its time limit or when the kit stops: politely first, then for good. */
function endWhen(pid: number | undefined, timeoutSeconds: number, stop: AbortSignal): { readonly settle: () => void; readonly reason: () => Reason } {
  let reason: Reason;
  const timers: NodeJS.Timeout[] = [];
  const end = (why: Reason, signal: NodeJS.Signals) => {
    reason ??= why;
    if (pid === undefined) return;
    signalGroup(pid, signal);
    timers.push(setTimeout(() => signalGroup(pid, signal), INSIST_SECONDS * 1000));
    timers.push(setTimeout(() => signalGroup(pid, "SIGKILL"), GRACE_SECONDS * 1000));
  };
  const onStop = () => end("stopped", "SIGINT");
  timers.push(setTimeout(() => end("timed out", "SIGTERM"), timerMilliseconds(timeoutSeconds)));
  stop.addEventListener("abort", onStop, { once: true });
  return {
    reason: () => reason,
    settle: () => {
      timers.forEach(clearTimeout);
      stop.removeEventListener("abort", onStop);
      if (reason !== undefined && pid !== undefined) signalGroup(pid, "SIGKILL");
    },
  };
}

function toResult(command: Command, result: { exitCode?: number; signal?: string; cause?: unknown }, reason: Reason, output: Omit<CommandResult, "exitCode">, cover: (text: string) => string): CommandResult {
  const name = nameOf(command);
  if (reason === "timed out") throw new FailoverError("COMMAND_TIMED_OUT", { command: name, timeoutSeconds: command.timeoutSeconds, tail: lastWords(output.stderr, cover) });
  if (result.exitCode === 0) return { exitCode: 0, ...output };
  if (result.exitCode !== undefined) return { exitCode: result.exitCode, ...output, said: lastWordsOf(output, cover) };
  if (result.signal !== undefined) throw new FailoverError("COMMAND_KILLED", { command: name, signal: result.signal, tail: lastWordsOf(output, cover) });
  const why = isAbsent(result.cause) ? NO_SUCH_PROGRAM : result.cause instanceof Error ? result.cause.message : "unknown reason";
  throw new FailoverError("COMMAND_NOT_STARTED", { command: name, reason: why }, { cause: result instanceof ExecaError ? result.cause : undefined });
}

const isAbsent = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT";

const reveal = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value);

/** Its first words only: arguments can be many, and the plan shows them all. */
const nameOf = (command: Command): string => show({ ...command, env: {}, args: command.args.slice(0, 2) });

const withoutLastNewline = (text: string): string => text.replace(/\r?\n$/, "");
