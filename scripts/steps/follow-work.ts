import { askWork, beginWork, bringWork, followWork, readWorkWord, type RemoteWork } from "../core/commands/remote-unit.ts";
import type { SshTarget } from "../core/commands/ssh.ts";
import { FailoverError } from "../core/errors.ts";
import type { UnitWord } from "../core/unit-status.ts";
import type { Ports } from "../ports.ts";
import { followUnit } from "./follow-unit.ts";
import { succeed } from "./succeed.ts";

function read(line: string): UnitWord | undefined {
  const word = readWorkWord(line);
  switch (word?.kind) {
    case undefined:
      return undefined;
    case "line":
      return { kind: "at work", text: word.text, lines: word.number };
    case "running":
      return { kind: "at work", text: "" };
    case "end":
      return word.succeeded ? { kind: "done", text: "" } : { kind: "failed", phase: "at its own work", what: word.how };
    default:
      return { kind: "ended" };
  }
}

/** Starts the company's own work on a host, where it outlives this machine; content if a unit of this name was ever begun there. */
export async function startWork({ shell }: Pick<Ports, "shell">, target: SshTarget, work: RemoteWork): Promise<void> {
  await succeed(shell, bringWork(target, work));
  await succeed(shell, beginWork(target, work));
}

/** The newest attempt that is at work on a host, or has ended well there, so that nothing is begun beside it. */
export async function workAtHand<Work extends Pick<RemoteWork, "unit">>({ shell }: Pick<Ports, "shell">, target: SshTarget, attempts: number, workOf: (attempt: number) => Work): Promise<{ readonly work: Work; readonly isAtWork: boolean } | undefined> {
  for (let attempt = attempts; attempt >= 1; attempt -= 1) {
    const work = workOf(attempt);
    const word = readWorkWord((await succeed(shell, askWork(target, work))).stdout.trim());
    if (word?.kind === "running" || (word?.kind === "end" && word.succeeded)) return { work, isAtWork: word.kind === "running" };
  }
  return undefined;
}

/** Follows the company's own work on a host to its end, line by line, and returns how many lines it said. */
export const followToEnd = (ports: Ports, target: SshTarget, work: RemoteWork, step: string, outOfSightSeconds?: number): Promise<number> => {
  const { unit, limitSeconds } = work;
  const host = target.address;
  return followUnit(ports, {
    ...{ step, unit, host, limitSeconds, read },
    ...(outOfSightSeconds === undefined ? {} : { outOfSightSeconds }),
    follow: (lines, timeoutSeconds) => followWork(target, work, lines, timeoutSeconds),
    failed: ({ what }, last) => new FailoverError("WORK_FAILED", { unit, host, how: what, last }),
  });
};
