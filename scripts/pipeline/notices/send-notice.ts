import { logLine, messageIdOf, recipientKey, sentOf, type LogLine, type Notice, type Sent } from "../../core/notices/notice.ts";
import type { Recipient } from "../../core/notices/recipients.ts";
import type { Mail, SyncedLog } from "../../core/notices/mail.ts";
import type { Clock } from "../../ports.ts";
import type { Sharing } from "./share-progress.ts";
import { throttle } from "./throttle.ts";

/** How fast, for how long, and how patiently. */
export type Pace = { readonly messagesPerSecond: number; readonly connections: number; readonly limitSeconds: number; readonly firstPauseSeconds: number };

export type Sending = {
  readonly notice: Notice;
  /** Addresses of those who are still in the lists. */
  readonly recipients: readonly Recipient[];
  readonly from: string;
  readonly pace: Pace;
};

type Reach = { readonly mail: Pick<Mail, "send">; readonly log: SyncedLog; readonly sharing: Omit<Sharing, "close">; readonly clock: Clock; readonly stop: AbortSignal; readonly progress: (sent: Sent) => void };

/** Why it ended with somebody left: undefined when nobody is. */
export type SendingEnd = { readonly sent: Sent; readonly left: number; readonly because?: "stopped" | "time" | { readonly server: string } };

const LONGEST_PAUSE_SECONDS = 300;
/** Whoever may have a message so often already is not sent it again without a person's word. */
const MOST_UNKNOWN = 3;
/** So many connections refused or lost one after the other, and the rest of a round is spared. */
const MOST_SILENT = 5;
/** So many messages refused one after the other, and none taken between them, and it is the message that is refused. */
const MOST_ALIKE = 5;
const MOST_REFUSED = 3;

/**
 * Sends a notice to everybody whom its log does not know as told: each message is on disk before it leaves and after it was taken. What was
 * in flight when an earlier process died, here or elsewhere, is sent again with the same Message-ID. What the server puts off is tried again, with longer and longer pauses.
 */
export async function sendNotice({ notice, recipients, from, pace }: Sending, { mail, log, sharing, clock, stop, progress }: Reach): Promise<SendingEnd> {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const began = clock.elapsed();
  const turn = throttle(pace.messagesPerSecond, clock);
  let text = log.before;
  const note = async (line: LogLine): Promise<void> => {
    text += logLine(line);
    await log.append(logLine(line));
    if ("to" in line) sharing.note(recipientKey(notice.id, line.to), line);
  };
  const now = () => clock.now().toISOString();
  let [silent, alike, taken, refused] = [0, 0, 0, ""];
  let mostAlike = MOST_ALIKE;

  const deliver = async ({ id, email }: Recipient, attempt: number): Promise<"done" | "again" | "enough"> => {
    await sharing.mayBegin(recipientKey(notice.id, id));
    await note({ did: "intent", at: now(), to: id, attempt });
    const outcome = await mail.send({ messageId: messageIdOf(notice.id, id, domain), from, to: email, subject: notice.subject, text: notice.text, html: notice.html });
    silent = outcome.as === "unreachable" || outcome.as === "unknown" ? silent + 1 : 0;
    switch (outcome.as) {
      case "accepted":
        [alike, taken] = [0, taken + 1];
        await note({ did: "accepted", at: now(), to: id });
        return "done";
      case "bounced":
        await note({ did: "bounced", at: now(), to: id, code: outcome.code });
        return "done";
      case "refused": // By a server that takes it for others, or again and again: then it is this recipient.
        alike += 1;
        if ((taken > 0 && attempt > 1) || attempt >= MOST_REFUSED) {
          await note({ did: "bounced", at: now(), to: id, code: outcome.code });
          return "done";
        }
        if (alike >= mostAlike) refused = `it refuses the message itself (${outcome.code})`;
        await note({ did: "deferred", at: now(), to: id, code: outcome.code });
        return "again";
      case "deferred":
        await note({ did: "deferred", at: now(), to: id, code: outcome.code });
        return "again";
      case "unreachable":
      case "stop":
        if (outcome.as === "stop") refused = outcome.because;
        await note({ did: "deferred", at: now(), to: id, code: "not sent" });
        return "again";
      case "unknown": // It may have been taken: the log says no more than that it was begun.
        return attempt >= MOST_UNKNOWN ? "enough" : "again";
      default:
        return outcome satisfies never;
    }
  };

  const told = sentOf(text);
  let left = recipients.filter(({ id }) => !told.accepted.has(id) && !told.bounced.has(id));
  const attempts = new Map(told.attempts);
  const isOver = () => stop.aborted || refused !== "" || clock.elapsed() - began > pace.limitSeconds;
  const enough: Recipient[] = [];
  let shownAt = clock.elapsed();
  let pause = pace.firstPauseSeconds;
  for (;;) {
    const takenBefore = taken;
    const queue = [...left];
    sharing.plan(queue.map(({ id }) => recipientKey(notice.id, id)));
    const again: Recipient[] = [];
    [silent, alike, mostAlike] = [0, 0, Math.min(MOST_ALIKE, queue.length)];
    await Promise.all(
      Array.from({ length: pace.connections }, async () => {
        while (!isOver() && silent < MOST_SILENT) {
          await turn();
          const next = isOver() ? undefined : queue.shift();
          if (next === undefined) return;
          const attempt = (attempts.get(next.id) ?? 0) + 1;
          attempts.set(next.id, attempt);
          const became = await deliver(next, attempt);
          if (became !== "done") (became === "again" ? again : enough).push(next);
          if (clock.elapsed() - shownAt < 5) continue;
          shownAt = clock.elapsed();
          progress(sentOf(text));
        }
      }),
    );
    // Whoever had no turn yet comes first: those who are put off keep nobody waiting.
    left = [...queue, ...again];
    if (left.length === 0 || isOver()) break;
    // A server that takes a few in a while is asked again soon.
    if (taken > takenBefore) pause = pace.firstPauseSeconds;
    // The kit is asked to stop while it waits: that is told below.
    await clock.sleep(Math.min(pause, Math.max(0, pace.limitSeconds - (clock.elapsed() - began))), stop).catch(() => undefined);
    pause = Math.min(LONGEST_PAUSE_SECONDS, pause * 4);
  }
  left = [...left, ...enough];
  const sent = sentOf(text);
  if (left.length === 0) {
    if (!sent.hasEnded) await note({ did: "ended", at: now() });
    return { sent, left: 0 };
  }
  return { sent, left: left.length, because: refused !== "" ? { server: refused } : stop.aborted ? "stopped" : "time" };
}
