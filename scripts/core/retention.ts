import { hourly, daily, weekly, monthly, type Period } from "./periods.ts";

/** How many of each to keep; of every hour, day, week and month that has any, the newest. */
export type Keep = { readonly last: number; readonly hourly: number; readonly daily: number; readonly weekly: number; readonly monthly: number };

export type RetentionRule = {
  readonly keep: Keep;
  readonly minimumAgeDays: number;
  /** So many sound ones stay, whatever else the rule says. */
  readonly minimumCount: number;
  /** Older than this, the newest one says that whoever makes them is broken. */
  readonly staleAfterMinutes: number;
};

/** A thing that is kept, as far as the rule must know it. */
export type Kept = {
  readonly id: string;
  /** The provider's own word; what a name or a manifest says can be invented. */
  readonly createdAt: string;
  readonly isOurs: boolean;
  /** Whether it is what it should be; "unknown" when nobody has looked, or the answer cannot be had. */
  readonly soundness: "sound" | "damaged" | "unknown";
  /** It has no manifest and never had one that anybody saw, so nothing takes it for a backup: it is under way, or broke off. Its time is that of the newest part. */
  readonly isUnfinished?: boolean;
  /** When a restore of it was last counted and found whole. */
  readonly provenAt?: string | undefined;
  /** Until when the provider refuses to remove it. */
  readonly lockedUntil?: string | undefined;
  /** A signed record says that it goes, and a part of it is still there. */
  readonly isGoing?: boolean;
  /** What is in it, where not every one of its kind holds the same: the newest sound one of each stays. */
  readonly holds?: readonly string[];
};

export type ReasonCode =
  | "last" | "hourly" | "daily" | "weekly" | "monthly"
  | "not-ours" | "unknown" | "newest" | "newest-proven" | "too-young" | "minimum-count" | "locked" | "held"
  | "no-rule" | "damaged" | "going" | "broken-off";

export type Decision = {
  readonly id: string;
  readonly createdAt: string;
  /** "finish": its removal has begun. */
  readonly do: "keep" | "remove" | "finish";
  readonly reasons: readonly { readonly code: ReasonCode; readonly says: string }[];
  /** It is no backup, but what there is of one that is under way, or broke off. */
  readonly isUnfinished?: true;
};

export type Rotation = {
  /** Newest first. */
  readonly decisions: readonly Decision[];
  /** Why nothing at all is removed, if so. */
  readonly held: string | undefined;
};

type Reason = Decision["reasons"][number];

/** Two clocks that are kept right differ by less. */
const CLOCKS_DIFFER_MINUTES = 5;
/** To what grew in this time more may come: an upload that Google's store has begun to take can go on for a week. https://docs.cloud.google.com/storage/docs/resumable-uploads */
const MAY_GROW_DAYS = 8;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const time = ({ createdAt }: Pick<Kept, "createdAt">): number => Date.parse(createdAt);
const newestFirst = (a: Kept, b: Kept): number => time(b) - time(a) || (a.id < b.id ? 1 : -1);
const counts = (thing: Kept): boolean => thing.isOurs && thing.soundness === "sound" && thing.isGoing !== true;

const periods: readonly (readonly ["hourly" | "daily" | "weekly" | "monthly", Period, string])[] = [
  ["hourly", hourly, "hour"],
  ["daily", daily, "day"],
  ["weekly", weekly, "week"],
  ["monthly", monthly, "month"],
];

/** The sound ones that the grandfather-father-son rule wants, each with every part of the rule that wants it. */
function wanted(sound: readonly Kept[], keep: Keep): ReadonlyMap<string, readonly Reason[]> {
  const reasons = new Map<string, Reason[]>();
  const want = (thing: Kept, reason: Reason) => reasons.set(thing.id, [...(reasons.get(thing.id) ?? []), reason]);
  for (const thing of sound.slice(0, keep.last)) want(thing, { code: "last", says: `one of the last ${keep.last}` });
  for (const [code, periodOf, word] of periods) {
    const seen = new Set<string>();
    for (const thing of sound) {
      const period = periodOf(new Date(time(thing)));
      if (seen.size === keep[code] || seen.has(period)) continue;
      seen.add(period);
      want(thing, { code, says: `the newest of the ${word} ${period}` });
    }
  }
  return reasons;
}

/** Why nothing may be removed at all: the newest is stale, there is none, or the clocks disagree. */
export function holdOf(things: readonly Kept[], { staleAfterMinutes }: Pick<RetentionRule, "staleAfterMinutes">, now: Date): string | undefined {
  const [ahead] = things.filter((thing) => !(time(thing) <= now.getTime() + CLOCKS_DIFFER_MINUTES * MINUTE)).sort(newestFirst);
  if (ahead !== undefined) return `${ahead.id} is said to be of ${ahead.createdAt}, which lies ahead of this machine's clock: one of the two is wrong`;
  const [newest] = things.filter(counts).sort(newestFirst);
  if (newest === undefined) return "there is no sound one";
  const minutes = Math.floor((now.getTime() - time(newest)) / MINUTE);
  return minutes > staleAfterMinutes ? `the newest sound one, ${newest.id}, is ${minutes} minutes old, and ${staleAfterMinutes} are the limit: whoever makes them is broken` : undefined;
}

/** Of the sound ones, newest first, those that are the newest of something, and of what. */
function newestOf(sound: readonly Kept[]): ReadonlyMap<Kept, readonly string[]> {
  const newest = new Map<string, Kept>();
  for (const thing of sound) for (const held of thing.holds ?? [""]) if (!newest.has(held)) newest.set(held, thing);
  return new Map(sound.map((thing) => [thing, [...newest].flatMap(([held, one]) => (one === thing ? [held] : []))]));
}

/** What speaks against removing it, whatever the rule wants to keep. */
function protections(thing: Kept, { rule, now, newest, proven }: { rule: RetentionRule; now: Date; newest: ReturnType<typeof newestOf>; proven: Kept | undefined }): readonly Reason[] {
  const reasons: Reason[] = [];
  const isNewestOf = newest.get(thing) ?? [];
  if (isNewestOf.length > 0) reasons.push({ code: "newest", says: `the newest sound one${thing.holds === undefined ? "" : ` of ${isNewestOf.join(", ")}`}` });
  if (thing === proven) reasons.push({ code: "newest-proven", says: `the newest whose restore was proven, at ${proven.provenAt ?? ""}` });
  if (now.getTime() - time(thing) < rule.minimumAgeDays * DAY) reasons.push({ code: "too-young", says: `younger than ${rule.minimumAgeDays} days` });
  if (thing.lockedUntil !== undefined && Date.parse(thing.lockedUntil) > now.getTime()) reasons.push({ code: "locked", says: `the store keeps it until ${thing.lockedUntil}` });
  return reasons;
}

const gone = (thing: Kept): Reason =>
  thing.soundness === "damaged" ? { code: "damaged", says: "known to be damaged, and no part of the rule wants it" } : { code: "no-rule", says: "no part of the rule wants it" };

/** What becomes of one without a manifest: whether it is still under way only its age can tell. */
function unfinished(thing: Kept, protectedBy: readonly Reason[], held: string | undefined, now: Date): Pick<Decision, "do" | "reasons"> {
  if (now.getTime() - time(thing) < MAY_GROW_DAYS * DAY) return { do: "keep", reasons: [{ code: "unknown", says: "it has no manifest: it is under way, or broke off" }] };
  if (protectedBy.length > 0) return { do: "keep", reasons: protectedBy };
  if (held !== undefined) return { do: "keep", reasons: [{ code: "held", says: held }] };
  return { do: "remove", reasons: [{ code: "broken-off", says: `it has no manifest, and nothing came to it for ${MAY_GROW_DAYS} days: it broke off` }] };
}

/** Decides about everything that is kept, with a reason for each; `held` from outside keeps all. Pure: `now` is an observation. */
export function rotation(things: readonly Kept[], rule: RetentionRule, now: Date, heldElsewhere?: string): Rotation {
  const held = heldElsewhere ?? holdOf(things, rule, now);
  const all = [...things].sort(newestFirst);
  const sound = all.filter(counts);
  const asRule = wanted(sound, rule.keep);
  const about = { rule, now, newest: newestOf(sound), proven: sound.find(({ provenAt }) => provenAt !== undefined) };

  const first = all.map((thing): Decision => {
    const { id, createdAt } = thing;
    const keep = (reasons: readonly Reason[]): Decision => ({ id, createdAt, do: "keep", reasons });
    if (!thing.isOurs) return keep([{ code: "not-ours", says: "not taken by this kit" }]);
    if (thing.isGoing === true) {
      const going: Reason = { code: "going", says: "its removal has begun" };
      return held === undefined ? { id, createdAt, do: "finish", reasons: [going] } : keep([going, { code: "held", says: held }]);
    }
    if (thing.isUnfinished === true) return { id, createdAt, isUnfinished: true, ...unfinished(thing, protections(thing, about), held, now) };
    if (thing.soundness === "unknown") return keep([{ code: "unknown", says: "whether it is sound could not be told" }]);
    const reasons = [...protections(thing, about), ...(asRule.get(id) ?? [])];
    if (reasons.length > 0) return keep(reasons);
    return held === undefined ? { id, createdAt, do: "remove", reasons: [gone(thing)] } : keep([{ code: "held", says: held }]);
  });
  return { decisions: withMinimum(first, new Set(sound.map(({ id }) => id)), rule.minimumCount), held };
}

/** Takes back the newest removals of sound ones until enough stay. */
function withMinimum(decisions: readonly Decision[], sound: ReadonlySet<string>, minimum: number): readonly Decision[] {
  let staying = decisions.filter((decision) => decision.do === "keep" && sound.has(decision.id)).length;
  return decisions.map((decision) => {
    const isShort = staying < minimum;
    if (decision.do !== "remove" || !isShort) return decision;
    if (sound.has(decision.id)) staying += 1;
    return { ...decision, do: "keep" as const, reasons: [{ code: "minimum-count" as const, says: `fewer than ${minimum} sound ones would be left` }] };
  });
}
