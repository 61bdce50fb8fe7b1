import { sentSchema, toldFromStore, type Told } from "../../core/evidence.ts";
import { daysSince, evidencePrefix, readEvidenceName } from "../../core/evidence-names.ts";
import type { StoredObject } from "../../ports.ts";
import { eachInTurn } from "../all-ended.ts";
import type { Ledger } from "../ledger.ts";

const AT_A_TIME = 16;

/** From when on entries are wanted: observations are many, and few of them count for long. */
export type Wanted = { readonly since: number; readonly observationsSince: number };

export type BucketRead = { readonly told: readonly Told[]; readonly now: number | undefined; readonly unreadable: number };

export type BucketReader = {
  readonly namesOf: (day: string) => Promise<readonly StoredObject[]>;
  readonly read: (wanted: Wanted) => Promise<BucketRead>;
};

/** Reads a service's evidence from the bucket. What was read once is not asked for again: no object ever changes. */
export function bucketReader({ objects, service, buckets: { journal } }: Ledger): BucketReader {
  const prefix = evidencePrefix(service);
  const known = keptWhileUsed<Told | "unreadable">();
  const closed = keptWhileUsed<readonly StoredObject[]>(LISTED_AGAIN_AFTER);

  const namesOf = (day: string): Promise<readonly StoredObject[]> => objects.list(journal, `${prefix}${day}/`);

  const listed = async (wanted: Wanted): Promise<readonly StoredObject[]> => {
    const every = await objects.folders(journal, prefix);
    const wantedDays = daysSince(every, Math.min(wanted.since, wanted.observationsSince));
    // The newest in any case: by it one learns what time it is, whatever this machine's clock says.
    const days = wantedDays.length > 0 ? wantedDays : daysSince(every, 0).slice(-1);
    const found = await eachInTurn(days, AT_A_TIME, async (day) => closed.get(day) ?? namesOf(day));
    // Whoever writes late writes into the day it happened, so only a day long over is closed, and even that is listed again now and then.
    for (const [index, day] of days.slice(0, -2).entries()) if (closed.get(day) === undefined) closed.set(day, found[index] ?? []);
    return found.flat();
  };

  const fetched = async ({ name, createdAt }: StoredObject): Promise<Told | "unreadable"> => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const body = await objects.read(journal, name);
    const told = body === undefined ? "unreadable" : readSent(new TextDecoder().decode(body), createdAt);
    known.set(name, told);
    return told;
  };

  const read = async (wanted: Wanted): Promise<BucketRead> => {
    known.forget();
    closed.forget();
    const all = await listed(wanted);
    const chosen = all.filter(({ name, createdAt }) => {
      const about = readEvidenceName(name);
      if (about === undefined) return false;
      // By either clock: which of them is right is not known before it is read.
      return Math.max(about.at, Date.parse(createdAt)) >= (about.kind === "observations" ? wanted.observationsSince : wanted.since);
    });
    const told = await eachInTurn(chosen, AT_A_TIME, fetched);
    const newest = all.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).at(-1);
    const look = newest === undefined ? undefined : await objects.look(journal, newest.name);
    const now = newest === undefined || look === undefined ? undefined : Date.parse(newest.createdAt) + look.ageSeconds * 1000;
    return { told: told.filter((one) => one !== "unreadable"), now, unreadable: told.filter((one) => one === "unreadable").length };
  };

  return { namesOf, read };
}

const KEPT_READS = 4;
/** Readings; a watch reads about twice a minute. */
const LISTED_AGAIN_AFTER = 120;

/** Remembers what the last readings asked for, and that for so many at most: a watch lives for months, and its evidence must not fill its memory. */
function keptWhileUsed<Value>(atMost = Number.POSITIVE_INFINITY) {
  const values = new Map<string, { readonly value: Value; readonly setAt: number; usedAt: number }>();
  let reading = 0;
  return {
    get: (key: string): Value | undefined => {
      const found = values.get(key);
      if (found !== undefined) found.usedAt = reading;
      return found?.value;
    },
    set: (key: string, value: Value) => void values.set(key, { value, setAt: reading, usedAt: reading }),
    forget: () => {
      reading += 1;
      for (const [key, { setAt, usedAt }] of values) if (reading - usedAt > KEPT_READS || reading - setAt > atMost) values.delete(key);
    },
  };
}

function readSent(text: string, storedAt: string): Told | "unreadable" {
  try {
    const parsed = sentSchema.safeParse(JSON.parse(text));
    return parsed.success ? toldFromStore(parsed.data, storedAt) : "unreadable";
  } catch {
    return "unreadable";
  }
}
