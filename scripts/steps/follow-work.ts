import { followWork, readWorkWord, type RemoteWork, type WorkWord } from "../core/commands/remote-unit.ts";
import type { SshTarget } from "../core/commands/ssh.ts";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";

const RECONNECT_SECONDS = 2;
const OUT_OF_SIGHT_SECONDS = 5 * 60;

/** Follows work on a host to its end and returns how many lines it said. A lost connection loses sight of it only, for so long at most. */
export async function followToEnd({ shell, clock, operator }: Ports, target: SshTarget, work: RemoteWork, step: string, outOfSightSeconds = OUT_OF_SIGHT_SECONDS): Promise<number> {
  const seen: { lines: number; last: string; end?: Exclude<WorkWord, { kind: "line" }> } = { lines: 0, last: "" };
  const end = () => seen.end;
  for (let seenAt = clock.elapsed(); end() === undefined; ) {
    await shell.run(followWork(target, work, seen.lines, work.limitSeconds + 60), (line) => {
      const word = readWorkWord(line);
      if (word === undefined) return;
      seenAt = clock.elapsed();
      if (word.kind !== "line") return void (seen.end = word);
      seen.lines = word.number;
      seen.last = word.text;
      operator.progress(step, word.text);
    });
    if (end() !== undefined) break;
    const unseen = Math.round(clock.elapsed() - seenAt);
    if (unseen > outOfSightSeconds) throw new FailoverError("WORK_LOST", { unit: work.unit, host: target.address, seconds: unseen });
    operator.progress(step, `lost sight of ${work.unit}; connecting again`);
    await clock.sleep(RECONNECT_SECONDS);
  }
  const { lines, last } = seen;
  const ended = end();
  if (ended?.kind === "end" && ended.succeeded) return lines;
  throw new FailoverError("WORK_FAILED", { unit: work.unit, host: target.address, how: ended?.kind === "end" ? ended.how : "its unit was ended from outside, or the host was restarted", last });
}
