import { FailoverError, isExpected } from "../../core/errors.ts";
import type { LogLine } from "../../core/notices/notice.ts";
import type { Batch, Happening } from "../../core/notices/shared-progress.ts";
import type { Clock } from "../../ports.ts";

/** What a sending says of itself to other machines, beside the sending. */
export type Sharing = {
  /** Whom this round is for, in its order, by their keys. */
  readonly plan: (keys: readonly string[]) => void;
  /** Resolves when others can know that this one is about to be sent, or when the bucket is silent: it is asked to wait for seconds, and only once. */
  readonly mayBegin: (key: string) => Promise<void>;
  /** What a line of the log says of this one. */
  readonly note: (key: string, line: LogLine) => void;
  /** Says that this machine sends no more, and withdraws what it had only announced; whether the bucket has all of it. */
  readonly close: () => Promise<boolean>;
};

/** Nobody else is told. */
export const unshared: Sharing = { plan: () => undefined, mayBegin: async () => undefined, note: () => undefined, close: async () => false };

/** So many are announced at most, and so many outcomes wait at most. */
const BLOCK = 100;
const MOST_IN_ONE = 1000;
const EVERY_SECONDS = 5;
const SIGN_OF_LIFE_SECONDS = 20;

export type Shelf = {
  /** Creates a batch's object; an error when the store does not answer. */
  readonly put: (batch: Batch) => Promise<"stored" | "another">;
  readonly writer: string;
  readonly firstSeq: number;
};

/**
 * Writes down in the bucket, in blocks, who is about to be sent and what became of them: so whoever goes on elsewhere knows both who was told and
 * who may have been. A recipient is announced before the message leaves, as in the log. `first`: what is to be said before anything else.
 */
export function shareProgress({ put, writer, firstSeq }: Shelf, first: readonly Happening[], { clock, onSilence }: { readonly clock: Pick<Clock, "elapsed" | "sleep">; readonly onSilence: (error: FailoverError) => void }): Sharing & { readonly flush: () => Promise<void> } {
  let seq = firstSeq;
  const waiting: Happening[] = [...first];
  const planned = new Set<string>();
  /** At whose gate somebody waits. */
  const wanted = new Set<string>();
  const announced = new Set<string>();
  /** Named by the batch that is on its way. */
  const named = new Set<string>();
  let unsent: Batch | undefined;
  const bucket = { isSilent: false };
  let wroteAt = clock.elapsed();
  let over = false;
  const closing = new AbortController();

  const nextBatch = (): Batch => {
    const room = over ? 0 : Math.max(0, BLOCK - announced.size);
    for (const key of over ? [] : [...wanted, ...[...planned].slice(0, room)]) {
      planned.delete(key);
      named.add(key);
    }
    wanted.clear();
    return { schema: "failover-kit/notice-progress/1", writer, seq, closed: over, did: [...waiting.splice(0, MOST_IN_ONE), ...[...named].map((to) => ({ did: "next" as const, to }))] };
  };
  const once = async (): Promise<void> => {
    // The same bytes again: an answer may have been lost.
    unsent ??= nextBatch();
    wroteAt = clock.elapsed();
    try {
      while ((await put(unsent)) === "another") unsent = { ...unsent, seq: (seq += 1) };
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!bucket.isSilent) onSilence(error);
      bucket.isSilent = true;
      return;
    }
    [bucket.isSilent, unsent] = [false, undefined];
    seq += 1;
    for (const key of named) announced.add(key);
    named.clear();
  };
  const isBehind = (): boolean => unsent !== undefined;
  const isOver = (): boolean => closing.signal.aborted;
  let underWay: Promise<void> | undefined;
  const flush = (): Promise<void> => (underWay ??= once().finally(() => (underWay = undefined)));
  // What it throws, it throws again at the next gate, or at the end.
  const flushBeside = (): void => void flush().catch(() => undefined);

  const beat = (async () => {
    while (!isOver()) {
      await clock.sleep(EVERY_SECONDS, closing.signal).catch(() => undefined);
      const isDue = bucket.isSilent || waiting.length > 0 || clock.elapsed() - wroteAt >= SIGN_OF_LIFE_SECONDS;
      if (isDue && !isOver()) await flush().catch(() => undefined);
    }
  })();

  return {
    flush,
    plan: (keys) => {
      planned.clear();
      for (const key of keys) if (!announced.has(key) && !named.has(key)) planned.add(key);
    },
    mayBegin: async (key) => {
      while (!announced.has(key) && !bucket.isSilent) {
        if (!named.has(key)) wanted.add(key);
        await flush();
      }
      wanted.delete(key);
      planned.delete(key);
      if (announced.delete(key)) {
        if (announced.size < BLOCK / 2 && planned.size > 0 && !bucket.isSilent) flushBeside();
      } else if (!named.delete(key)) waiting.push({ did: "next", to: key });
    },
    note: (to, line) => {
      if (line.did === "accepted" || line.did === "deferred") waiting.push({ did: line.did, to });
      else if (line.did === "bounced") waiting.push({ did: "bounced", to, code: line.code });
      if (waiting.length >= BLOCK && !bucket.isSilent) flushBeside();
    },
    close: async () => {
      closing.abort();
      await beat;
      await underWay?.catch(() => undefined);
      // Two tries: what is still on its way, then the last word.
      if (isBehind()) await flush();
      if (isBehind()) return false;
      over = true;
      for (const to of announced) waiting.push({ did: "deferred", to });
      announced.clear();
      while (waiting.length > MOST_IN_ONE && !isBehind()) await flush();
      if (!isBehind()) await flush();
      return !isBehind();
    },
  };
}
