import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { FailoverError } from "../core/errors.ts";
import type { Patience } from "../core/marked.ts";
import { isOver, lineOf, type Deadline, type Line } from "../core/watchdog.ts";
import type { Watchdog } from "../ports.ts";
import { instant } from "./instant.ts";
import { lineSplitter } from "./output.ts";

const START_SECONDS = 30;
const LEAVE_SECONDS = 5;

/** What a process needs to start; the kit's secrets are no part of it, nor is a mark. */
const inherited = ["PATH", "HOME", "TMPDIR", "NODE_OPTIONS"];

export type Start = {
  readonly mark: string;
  readonly patience: Patience;
  /** How this kit is started, but for the command. */
  readonly kit: readonly string[];
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Starts the watchdog, in a session of its own; resolves when it is on guard. Call it before the first command. */
export async function startWatchdog({ mark, patience, kit, root, env }: Start): Promise<Watchdog> {
  const [file, ...args] = [...kit, "agent-watchdog", "--mark", mark, "--terminate-after", String(patience.terminateAfterSeconds), "--kill-after", String(patience.killAfterSeconds)];
  const child = spawn(file, args, { cwd: root, env: Object.fromEntries(inherited.map((name) => [name, env[name]])), detached: true, stdio: ["pipe", "pipe", "ignore"] });
  // One that died is told of by `ended`.
  child.stdin.on("error", () => undefined);

  let deadline: Deadline | undefined;
  let hasActed = false;
  let isReleased = false;
  const gone = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${code ?? signal ?? "no reason"}`));
  });
  const news = new EventEmitter().once("said over", () => (hasActed = true));
  const over = once(news, "said over").then(() => "over" as const);
  child.stdout.setEncoding("utf8").on("data", lineSplitter((line) => news.emit(`said ${line}`)).push);
  await untilReady(child, once(news, "said ready").then(() => undefined), gone);
  // The kit may end when its work is done, whether or not it says goodbye.
  for (const handle of [child, child.stdin, child.stdout]) if (handle === child || handle instanceof Socket) handle.unref();

  const tell = (line: Line) => child.stdin.write(`${lineOf(line)}\n`);
  return {
    mark,
    extend: (seconds, since = instant()) => {
      deadline = { since, seconds };
      tell({ say: "extend", deadline });
    },
    holdOff: () => {
      deadline = undefined;
      tell({ say: "hold off" });
    },
    isOver: () => hasActed || (deadline !== undefined && isOver(deadline, instant())),
    began: (group) => tell({ say: "began", group }),
    collected: (group) => tell({ say: "collected", group }),
    release: async () => {
      isReleased = true;
      child.ref();
      tell({ say: "release" });
      child.stdin.end();
      // One that is still ending processes stays until they are gone; nobody need wait for that.
      await Promise.race([gone, wait(LEAVE_SECONDS * 1000, undefined, { ref: false })]);
      child.unref();
    },
    ended: Promise.race([over, gone.then(() => (isReleased ? new Promise<never>(() => undefined) : ("died" as const)))]),
  };
}

async function untilReady(child: ChildProcess, ready: Promise<undefined>, gone: Promise<string>): Promise<void> {
  const late = new AbortController();
  const reason = await Promise.race([ready, gone, wait(START_SECONDS * 1000, `it said nothing for ${START_SECONDS} s`, { signal: late.signal })]);
  late.abort();
  if (reason === undefined) return;
  child.kill("SIGKILL");
  throw new FailoverError("WATCHDOG_NOT_STARTED", { reason });
}
