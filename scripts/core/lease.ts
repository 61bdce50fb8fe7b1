import { z } from "zod";
import { parseJsonFrom } from "./parse-untrusted.ts";

const text = z.string().min(1);

/** Who holds a lease: a person, at a machine, with one process. `id` is new for each time it is taken. */
const holder = z.strictObject({ id: text, who: text, host: text, machine: text, pid: z.int(), started: z.string() });

const record = z.strictObject({
  schema: z.literal("failover-kit/lease/1"),
  kind: z.enum(["run", "drill", "verify", "export"]),
  run: text,
  /** Goes up by one each time the lease is taken. */
  epoch: z.int().positive(),
  holder,
  since: text,
  /** How often it has been renewed, so that no two renewals are the same bytes. */
  renewals: z.int().nonnegative(),
  /** The steps under way, for whoever is kept out. */
  at: z.array(text),
  state: z.enum(["held", "released", "pre-empted"]),
  /** Why it was taken from a holder who had not let go; by whom it was pre-empted. */
  because: z.string().nullable(),
  /** Whose last words may still be on their way to the journal: the next holder takes their place there before it says anything. */
  unheard: holder.nullable(),
});

export type Holder = z.infer<typeof holder>;
export type LeaseRecord = z.infer<typeof record>;

/** Drills hold a lease of their own, and a disaster may end one; so do verifications and exports of a snapshot, which disturb nobody. */
export type LeaseKind = LeaseRecord["kind"];

/**
 * A holder renews every 10 s. One that could not for 30 s begins nothing, and by 45 s its children are gone;
 * nobody takes over before 60 s. Clocks are trusted only to run equally fast, within a tenth.
 */
export const pace = { renewSeconds: 10, retrySeconds: 2, holdSeconds: 30, goneSeconds: 45, takeOverSeconds: 60 } as const;

/** The lease's object: one of each service for runs, for drills, for verifications and for exports of a snapshot. */
export const leaseName = (service: string, kind: LeaseKind): string => `${service}/active-${kind}.json`;

/** The lease as it is written into its object. */
export const leaseBytes = (lease: LeaseRecord): Uint8Array => new TextEncoder().encode(JSON.stringify(lease));

/** The lease an object holds. */
export const readLease = (body: Uint8Array, name: string): LeaseRecord => parseJsonFrom(record, new TextDecoder().decode(body), name);

/** A lease as it stands in the store, with its age by the store's clock. */
export type SeenLease = { readonly record: LeaseRecord; readonly generation: string; readonly ageSeconds: number };

export type Judgement =
  /** Nobody acts under it: it may be taken with the next epoch. `from` is whoever had not let go, or not said all. */
  | { readonly may: "take"; readonly from: Holder | undefined; readonly because: string | null }
  /** This process held it, and somebody else ended that: whatever became of them, it goes on with nothing by itself. */
  | { readonly may: "no more"; readonly lease: LeaseRecord }
  /** Its holder is alive. */
  | { readonly may: "not"; readonly lease: LeaseRecord }
  /** Its holder has given no sign of life; a person may take it over, in so many seconds. */
  | { readonly may: "take over"; readonly lease: LeaseRecord; readonly silentSeconds: number; readonly inSeconds: number };

/**
 * Whether a lease may be taken. `atWork` is what this machine knows of the holder's process; `mine` are the ids under
 * which this very process held it before. Only a person's reason takes it from a holder nobody can ask.
 */
export function judgeLease(seen: SeenLease | undefined, known: { readonly atWork: boolean | "unknown"; readonly mine: readonly string[]; readonly takeOver: string | undefined }): Judgement {
  if (seen === undefined) return { may: "take", from: undefined, because: null };
  const { record: lease, ageSeconds } = seen;
  const { holder, unheard, because } = lease;
  if (known.mine.length > 0 && (lease.state === "pre-empted" || !known.mine.includes(holder.id))) return { may: "no more", lease };
  if (lease.state === "released" || known.mine.includes(holder.id)) return { may: "take", from: unheard ?? undefined, because: unheard === null ? null : because };
  if (known.atWork === false) return { may: "take", from: holder, because: `process ${holder.pid}, which held it, has ended on this machine` };
  const inSeconds = pace.takeOverSeconds - ageSeconds;
  // Its holder learns of it with its next renewal, and its tools need a while to end.
  if (lease.state === "pre-empted") return inSeconds < 0 ? { may: "take", from: holder, because } : { may: "not", lease };
  if (known.takeOver !== undefined && inSeconds < 0) return { may: "take", from: holder, because: known.takeOver };
  if (known.takeOver === undefined && ageSeconds <= pace.holdSeconds) return { may: "not", lease };
  return { may: "take over", lease, silentSeconds: Math.round(ageSeconds), inSeconds: Math.max(0, Math.ceil(inSeconds)) };
}
