import { createHash } from "node:crypto";
import { z } from "zod";

/** A notice as it was decided, before the first message left: what it says, and whom it goes to, by id. */
export const noticeSchema = z.object({
  schema: z.literal("failover-kit/notice/1"),
  id: z.string(),
  at: z.string(),
  by: z.string(),
  audience: z.string(),
  state: z.string(),
  run: z.string().nullable(),
  isDrill: z.boolean(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Recipients by id; addresses stay where they are at home. */
  recipients: z.array(z.string()),
  nextUpdateDue: z.string().nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** What another machine did, as the bucket told it. */
const elsewhere = z.literal(true).optional();

/** One line of a notice's log, on disk before and after each message. */
const lineSchema = z.discriminatedUnion("did", [
  z.object({ did: z.literal("intent"), at: z.string(), to: z.string(), attempt: z.int(), elsewhere }),
  z.object({ did: z.literal("accepted"), at: z.string(), to: z.string(), elsewhere }),
  /** For good. Of the server's words only its code is kept: the rest may name people. */
  z.object({ did: z.literal("bounced"), at: z.string(), to: z.string(), code: z.string(), elsewhere }),
  /** For now: the server said to come again, so it has not taken the message. */
  z.object({ did: z.literal("deferred"), at: z.string(), to: z.string(), code: z.string() }),
  /** It was taken, and came back later as mail. */
  z.object({ did: z.literal("returned"), at: z.string(), to: z.string(), code: z.string() }),
  /** A person had it go on by what this machine knows alone. */
  z.object({ did: z.literal("alone"), at: z.string(), because: z.string() }),
  z.object({ did: z.literal("ended"), at: z.string() }),
]);
export type LogLine = z.infer<typeof lineSchema>;

export const logLine = (line: LogLine): string => `${JSON.stringify(line)}\n`;

/** What a log proves; a torn last line is a crash, and was no line yet. */
export type Sent = {
  readonly accepted: ReadonlySet<string>;
  readonly bounced: ReadonlyMap<string, string>;
  /** Taken by the server, and came back later; they count as accepted as well. */
  readonly returned: ReadonlyMap<string, string>;
  /** Begun, and nobody knows how it ended: repeated with the same Message-ID. */
  readonly inFlight: ReadonlySet<string>;
  /** Whoever may have been sent the same message twice. */
  readonly repeated: ReadonlySet<string>;
  readonly attempts: ReadonlyMap<string, number>;
  readonly hasEnded: boolean;
};

/** Whose lines of a log count: everybody's, or those of its own machine. */
export type Whose = "everybody's" | "our own";

/** Folds a log to what it proves. */
export function sentOf(log: string, whose: Whose = "everybody's"): Sent {
  const accepted = new Set<string>();
  const bounced = new Map<string, string>();
  const returned = new Map<string, string>();
  const inFlight = new Set<string>();
  const repeated = new Set<string>();
  const attempts = new Map<string, number>();
  let hasEnded = false;
  for (const line of log.slice(0, log.lastIndexOf("\n") + 1).split("\n").slice(0, -1)) {
    const entry = lineSchema.parse(JSON.parse(line));
    if (entry.did === "alone" || ("elsewhere" in entry && entry.elsewhere === true && whose === "our own")) continue;
    if (entry.did === "ended") {
      hasEnded = true;
      continue;
    }
    if (entry.did === "returned") {
      returned.set(entry.to, entry.code);
      continue;
    }
    if (entry.did === "intent") {
      if (inFlight.has(entry.to)) repeated.add(entry.to);
      inFlight.add(entry.to);
      attempts.set(entry.to, entry.attempt);
      continue;
    }
    inFlight.delete(entry.to);
    if (entry.did === "accepted") accepted.add(entry.to);
    if (entry.did === "bounced") bounced.set(entry.to, entry.code);
  }
  return { accepted, bounced, returned, inFlight, repeated, attempts, hasEnded };
}

/** A recipient as the world outside this machine sees them: it tells neither who nor where, and is another one in each notice. */
export const recipientKey = (notice: string, recipient: string): string => createHash("sha256").update(JSON.stringify([notice, recipient])).digest("hex").slice(0, 24);

/** The same for the same notice and recipient, whenever and wherever it is sent: a mailbox, or its owner, can tell a repetition. */
export const messageIdOf = (notice: string, recipient: string, domain: string): string => `<${notice}.${recipientKey(notice, recipient)}@${domain}>`;

/** A notice's name: it sorts by time. */
export const noticeName = (at: Date, suffix: string): string => `n${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${suffix}`;

const DRILL = "[DRILL]";

type Message = { readonly subject: string; readonly text: string; readonly html: string };

/** Whatever is said in a drill says so itself, at its head and in its first line. */
export const markedAsDrill = ({ subject, text, html }: Message): Message => ({
  subject: `${DRILL} ${subject}`,
  text: `${DRILL} This is an exercise. Nothing has happened.\n\n${text}`,
  html: `<p><strong>${DRILL} This is an exercise. Nothing has happened.</strong></p>\n${html}`,
});
