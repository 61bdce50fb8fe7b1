import { isExpected, type FailoverError } from "../../core/errors.ts";
import type { EvidenceEntry, SentEntry } from "../../core/evidence.ts";
import { evidenceName } from "../../core/evidence-names.ts";
import type { Clock } from "../../ports.ts";
import { eachInTurn } from "../all-ended.ts";
import type { Ledger } from "../ledger.ts";

const AT_A_TIME = 16;
/** How long one sending may last: after a long silence thousands may wait, and whoever watches must look again meanwhile. */
export const LONGEST_SECONDS = 10;

type Waiting = { readonly entry: EvidenceEntry; readonly madeAt: number | undefined };

/** What waits here for the bucket. */
export type Outbox = {
  /** An entry made just now. */
  readonly add: (entry: EvidenceEntry) => void;
  /** Entries that an earlier process left; those that wait already stay as they are. */
  readonly addLeftOver: (entries: readonly EvidenceEntry[]) => void;
  /** Sends some at once and for a limited time; what is left goes with the next call. */
  readonly send: () => Promise<"all sent" | "late" | FailoverError>;
  readonly size: () => number;
};

/** An empty one. Every entry is an object of its own, so it matters not in which order they arrive. */
export function outbox(ledger: Ledger, clock: Pick<Clock, "now" | "elapsed">): Outbox {
  const waiting = new Map<string, Waiting>();

  return {
    add: (entry) => void waiting.set(entry.id, { entry, madeAt: clock.elapsed() }),
    addLeftOver: (entries) => entries.filter(({ id }) => !waiting.has(id)).forEach((entry) => waiting.set(entry.id, { entry, madeAt: undefined })),
    send: async () => {
      const began = clock.elapsed();
      const isLate = () => clock.elapsed() - began >= LONGEST_SECONDS;
      try {
        await eachInTurn(mostWantedFirst([...waiting.values()]), AT_A_TIME, async (one) => {
          if (isLate()) return;
          await put(ledger, one, { at: clock.now(), elapsed: clock.elapsed() });
          waiting.delete(one.entry.id);
        });
      } catch (error) {
        if (!isExpected(error)) throw error;
        return error;
      }
      return waiting.size === 0 ? "all sent" : "late";
    },
    size: () => waiting.size,
  };
}

/** What people said and did before what was seen, which is most of it; the newest first, since others decide by it now. */
function mostWantedFirst(all: readonly Waiting[]): readonly Waiting[] {
  const newest = all.toSorted((a, b) => (a.entry.at > b.entry.at ? -1 : 1));
  const isSeen = ({ entry }: Waiting) => entry.kind === "observations";
  return [...newest.filter((one) => !isSeen(one)), ...newest.filter(isSeen)];
}

async function put({ objects, service, buckets }: Ledger, { entry, madeAt }: Waiting, now: { readonly at: Date; readonly elapsed: number }): Promise<void> {
  const waited = madeAt === undefined ? (now.at.getTime() - Date.parse(entry.at)) / 1000 : now.elapsed - madeAt;
  const body: SentEntry = { entry, sent: { at: now.at.toISOString(), waitedSeconds: Math.max(0, Math.round(waited * 1000) / 1000) } };
  // "exists" is our own earlier try whose answer was lost: nobody else writes under this session's name.
  await objects.create(buckets.journal, evidenceName(service, entry), new TextEncoder().encode(JSON.stringify(body)));
}
