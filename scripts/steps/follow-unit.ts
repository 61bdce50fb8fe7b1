import type { Command } from "../core/commands/command.ts";
import { FailoverError, isExpected } from "../core/errors.ts";
import { lastLine } from "../core/last-words.ts";
import type { UnitWord } from "../core/unit-status.ts";
import type { CommandResult, Ports } from "../ports.ts";

const RECONNECT_SECONDS = 2;
const OUT_OF_SIGHT_SECONDS = 5 * 60;
/** How much longer than its limit a unit may seem to run: systemd ends it in its own time, and each clock is its own. */
const GRACE_SECONDS = 2 * 60;

type FailedWord = Extract<UnitWord, { kind: "failed" }>;

/** A unit that is at work on a host, begun just now or by an attempt that is dead since. */
export type FollowedUnit = {
  readonly step: string;
  readonly unit: string;
  readonly host: string;
  /** What systemd there gives it. */
  readonly limitSeconds: number;
  /** Left out: five minutes. */
  readonly outOfSightSeconds?: number;
  /** Says words until the unit has ended, from the line after so many. */
  readonly follow: (lines: number, timeoutSeconds: number) => Command;
  readonly read: (line: string) => UnitWord | undefined;
  /** What it means that the work itself failed. */
  readonly failed: (word: FailedWord, last: string) => FailoverError;
};

/** Follows a unit on a host to its end and returns how many lines it said. A lost connection loses sight of it only: it is found again, or after a while nobody can tell, which is not the same as failed. */
export async function followUnit({ shell, clock, operator }: Pick<Ports, "shell" | "clock" | "operator">, about: FollowedUnit): Promise<number> {
  const { step, unit, host, limitSeconds, outOfSightSeconds = OUT_OF_SIGHT_SECONDS } = about;
  const begun = clock.elapsed();
  const heard: { at: number; lines: number; last: string; end?: Exclude<UnitWord, { kind: "at work" }> } = { at: begun, lines: 0, last: "" };
  const listen = (line: string): void => {
    const word = about.read(line);
    if (word === undefined) return;
    heard.at = clock.elapsed();
    if (word.kind !== "at work") heard.end = word;
    if (word.kind !== "at work" && word.kind !== "done") return;
    if (word.kind === "at work") heard.lines = word.lines ?? heard.lines;
    if (word.text === "") return;
    heard.last = word.text;
    operator.progress(step, word.text);
  };
  const end = () => heard.end;
  for (;;) {
    const left = Math.ceil(begun + limitSeconds + GRACE_SECONDS - clock.elapsed());
    // Its time may run out while it is out of sight; then one look tells whether it has ended.
    const connection = await untilTimeIsUp(shell.run(about.follow(heard.lines, Math.max(left, RECONNECT_SECONDS)), listen));
    const ended = end();
    if (ended?.kind === "done") return heard.lines;
    if (ended?.kind === "failed") throw about.failed(ended, heard.last);
    if (ended?.kind === "ended") throw new FailoverError("UNIT_ENDED", { unit, host, last: heard.last, end: ended.end });
    const unseen = Math.round(clock.elapsed() - heard.at);
    if (unseen > outOfSightSeconds) throw new FailoverError("UNIT_LOST", { unit, host, seconds: unseen, because: lastLine(connection?.stderr ?? "") });
    if (clock.elapsed() - begun > limitSeconds + GRACE_SECONDS) throw new FailoverError("UNIT_OVERDUE", { unit, host, limitSeconds });
    operator.progress(step, `lost sight of ${unit}; connecting again`);
    await clock.sleep(RECONNECT_SECONDS);
  }
}

/** A connection that is ended because it lasted too long tells no more than one that broke. */
const untilTimeIsUp = (following: Promise<CommandResult>): Promise<CommandResult | undefined> =>
  following.catch((error: unknown) => {
    if (isExpected(error) && error.code === "COMMAND_TIMED_OUT") return undefined;
    throw error;
  });
