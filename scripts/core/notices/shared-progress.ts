import { createHash } from "node:crypto";
import { z } from "zod";
import { recipientKey, sentOf, type LogLine, type Notice } from "./notice.ts";

/** What the bucket keeps of a notice: its words, and of its recipients how many they are and a digest. No address, no name, no id of theirs. */
export const openedSchema = z.object({
  schema: z.literal("failover-kit/notice-opened/1"),
  /** A directory is named by it. */
  id: z.string().regex(/^n[a-z0-9-]+$/),
  at: z.string(),
  audience: z.string(),
  state: z.string(),
  run: z.string().nullable(),
  isDrill: z.boolean(),
  ...{ subject: z.string(), text: z.string(), html: z.string() },
  nextUpdateDue: z.string().nullable(),
  recipients: z.object({ count: z.int(), digest: z.string() }),
});
export type Opened = z.infer<typeof openedSchema>;

/** "next": it is about to be sent, and nobody knows whether it was until the writer says more; "deferred": it was not. Recipients by their keys. */
const happening = z.discriminatedUnion("did", [
  z.object({ did: z.enum(["next", "accepted", "deferred"]), to: z.string() }),
  z.object({ did: z.literal("bounced"), to: z.string(), code: z.string() }),
]);
export type Happening = z.infer<typeof happening>;

/** What one machine did in a while, in its own order; `closed`: it sends no more. */
export const batchSchema = z.object({ schema: z.literal("failover-kit/notice-progress/1"), writer: z.string(), seq: z.int().nonnegative(), closed: z.boolean(), did: z.array(happening) });
export type Batch = z.infer<typeof batchSchema>;

/** Where a service's notices lie in the journal's bucket. */
export const noticesPrefix = (service: string): string => `${service}/notices/`;
export const openedName = (service: string, notice: string): string => `${noticesPrefix(service)}${notice}/opened.json`;
export const batchesPrefix = (service: string, notice: string): string => `${noticesPrefix(service)}${notice}/progress/`;
export const batchName = (service: string, notice: string, { writer, seq }: Pick<Batch, "writer" | "seq">): string => `${batchesPrefix(service, notice)}${String(seq).padStart(6, "0")}-${writer}.json`;

type Claimed = Pick<Notice, "audience" | "state" | "isDrill" | "run">;

/** What whoever begins a notice takes: the same for all who want to say the same and know of the same notices. */
export function claimName(service: string, { audience, state, isDrill, run }: Claimed, known: readonly string[], again: number): string {
  const digest = createHash("sha256").update(JSON.stringify([audience, state, isDrill, run, known.toSorted()])).digest("hex").slice(0, 32);
  return `${service}/notice-claims/${digest}-${again}`;
}

const digestOf = (notice: string, recipients: readonly string[]): Opened["recipients"] => ({
  count: recipients.length,
  digest: createHash("sha256").update(recipients.map((id) => recipientKey(notice, id)).toSorted().join("\n")).digest("hex"),
});

/** A notice as the bucket may know it. */
export function openedOf({ by: _by, recipients, ...notice }: Notice): Opened {
  return { ...notice, schema: "failover-kit/notice-opened/1", recipients: digestOf(notice.id, recipients) };
}

/** The same notice at another machine, with that one's lists; `differ`: they are not those it was opened with. */
export function noticeOf({ recipients: those, ...opened }: Opened, recipients: readonly string[], by: string): { readonly notice: Notice; readonly differ: boolean } {
  return { notice: { ...opened, schema: "failover-kit/notice/1", by, recipients: [...recipients] }, differ: digestOf(opened.id, recipients).digest !== those.digest };
}

/** What became of one recipient: how often they may have the message, and what is sure. */
type Became = { readonly times: number; readonly isOpen: boolean; readonly told: "no" | "accepted" | { readonly code: string } };

const NOTHING: Became = { times: 0, isOpen: false, told: "no" };

function after({ times, isOpen, told }: Became, one: Happening): Became {
  switch (one.did) {
    case "next": // Once more, and nobody knows of the time before.
      return { times: times + (isOpen ? 1 : 0), isOpen: true, told };
    case "accepted":
      return { times: times + 1, isOpen: false, told: "accepted" };
    case "bounced":
      return { times, isOpen: false, told: told === "accepted" ? told : { code: one.code } };
    case "deferred":
      return { times, isOpen: false, told };
    default:
      return one satisfies never;
  }
}

const counted = ({ times, isOpen }: Became): number => times + (isOpen ? 1 : 0);

/** What each machine did, by its recipients' keys. */
export type Shared = ReadonlyMap<string, ReadonlyMap<string, Became>>;

/** Folds what the bucket holds; in which order it was read makes no difference. */
export function sharedOf(batches: readonly Batch[]): Shared {
  const all = new Map<string, Map<string, Became>>();
  for (const { writer, did } of batches.toSorted((a, b) => a.seq - b.seq)) {
    const own = all.get(writer) ?? new Map<string, Became>();
    all.set(writer, own);
    for (const one of did) own.set(one.to, after(own.get(one.to) ?? NOTHING, one));
  }
  return all;
}

/** What other machines did, as lines that the log here lacks: whoever may have it twice is begun twice in it, whoever is told is told. */
export function linesFrom(shared: Shared, own: string, { id: notice, recipients }: Pick<Notice, "id" | "recipients">, log: string, at: string): readonly LogLine[] {
  const [here, all] = [sentOf(log, "our own"), sentOf(log)];
  const others = [...shared].flatMap(([writer, did]) => (writer === own ? [] : [did]));
  return recipients.flatMap((to): readonly LogLine[] => {
    const there = others.map((did) => did.get(recipientKey(notice, to)) ?? NOTHING);
    const times = there.reduce((sum, one) => sum + counted(one), 0);
    const isTwice = times > 0 && times + (here.accepted.has(to) ? 1 : 0) + (here.inFlight.has(to) ? 1 : 0) > 1 && !all.repeated.has(to);
    const isAccepted = all.accepted.has(to) || there.some(({ told }) => told === "accepted");
    const bounce = there.map(({ told }) => (typeof told === "object" ? told.code : undefined)).find((code) => code !== undefined) ?? all.bounced.get(to);
    const isNews = isAccepted ? !all.accepted.has(to) : bounce !== undefined && !all.bounced.has(to);
    const isBegun = all.inFlight.has(to);
    const intents = isTwice ? (isBegun ? 1 : 2) : times > 0 && !isBegun && !isAccepted && bounce === undefined ? 1 : 0;
    const intent: LogLine = { did: "intent", at, to, attempt: all.attempts.get(to) ?? 0, elsewhere: true };
    const outcome: readonly LogLine[] = isAccepted ? [{ did: "accepted", at, to, elsewhere: true }] : bounce !== undefined ? [{ did: "bounced", at, to, code: bounce, elsewhere: true }] : [];
    return [...Array.from({ length: intents }, () => intent), ...(intents > 0 || isNews ? outcome : [])];
  });
}

/** What the bucket does not know, or knows wrongly, of what this machine did: it was silent, or the machine died between the two. */
export function unsharedOf(shared: Shared, own: string, { id: notice, recipients }: Pick<Notice, "id" | "recipients">, log: string): readonly Happening[] {
  const here = sentOf(log, "our own");
  return recipients.flatMap((id): readonly Happening[] => {
    const to = recipientKey(notice, id);
    const there = shared.get(own)?.get(to) ?? NOTHING;
    const times = here.repeated.has(id) ? 2 : here.accepted.has(id) || here.inFlight.has(id) ? 1 : 0;
    const begunAgain = (often: number): readonly Happening[] => Array.from({ length: Math.max(0, often) }, () => ({ did: "next" as const, to }));
    if (here.accepted.has(id)) {
      const missing = begunAgain(times - counted(there));
      return there.told === "accepted" && missing.length === 0 ? [] : [...missing, { did: "accepted", to }];
    }
    if (here.inFlight.has(id)) return begunAgain(Math.max(there.isOpen ? 0 : 1, times - counted(there)));
    // How it ended says that the last time was none: what is begun for it counts no more.
    const missing = begunAgain(times > there.times ? times - there.times + (there.isOpen ? 0 : 1) : 0);
    const code = here.bounced.get(id);
    if (code !== undefined) return there.told === "no" || missing.length > 0 ? [...missing, { did: "bounced", to, code }] : [];
    return there.isOpen || missing.length > 0 ? [...missing, { did: "deferred", to }] : [];
  });
}

/** How many of a notice's recipients nobody has told, and nothing forbids telling, as far as the bucket knows. */
export function leftIn(shared: Shared, { recipients }: Pick<Opened, "recipients">): number {
  const done = new Set([...shared.values()].flatMap((did) => [...did].flatMap(([to, { told }]) => (told === "no" ? [] : [to]))));
  return Math.max(0, recipients.count - done.size);
}

/** Older ones are of another day's trouble: nobody would mean the same by a new one. */
const SAME_TROUBLE_DAYS = 7;
const DAY = 24 * 60 * 60_000;

/** Whether a notice of this name may be of the same trouble as one wanted now: of the same run, or of the last days; a name that tells no time may be. */
export function mayBeSame(notice: string, wanted: { readonly run: string | null }, now: Date): boolean {
  if (wanted.run !== null && notice.startsWith(`n-${wanted.run}-`)) return true;
  const began = Date.parse(notice.replace(/^n(?:-[a-z])?(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, "$1-$2-$3T$4:$5:$6Z"));
  return Number.isNaN(began) || now.getTime() - began < SAME_TROUBLE_DAYS * DAY;
}

/** A machine's last word is younger than this by the store's clock: it is at work. */
export const AT_WORK_SECONDS = 60;

/** The age of the youngest word of another machine that has not said it ended, if that one is still at work. */
export function atWorkElsewhere(seen: readonly { readonly batch: Batch; readonly ageSeconds: number }[], own: string): number | undefined {
  const last = new Map<string, { readonly batch: Batch; readonly ageSeconds: number }>();
  for (const one of seen) if (one.batch.writer !== own && one.batch.seq >= (last.get(one.batch.writer)?.batch.seq ?? 0)) last.set(one.batch.writer, one);
  const ages = [...last.values()].flatMap(({ batch, ageSeconds }) => (batch.closed || ageSeconds >= AT_WORK_SECONDS ? [] : [ageSeconds]));
  return ages.length === 0 ? undefined : Math.min(...ages);
}
