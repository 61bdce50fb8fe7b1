import { join } from "node:path";
import { coverJson } from "../../core/cover-event.ts";
import { jsonIn } from "../../core/json-in.ts";
import { isExpected, type FailoverError } from "../../core/errors.ts";
import { evidenceSchema, inOrder, toldHere, type EvidenceEntry, type EvidenceWords, type SentEntry, type Told } from "../../core/evidence.ts";
import { evidenceId, evidenceName, readEvidenceName, writerName } from "../../core/evidence-names.ts";
import type { World } from "../../world.ts";
import { eachInTurn } from "../all-ended.ts";
import { openLedger, type Ledger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { bucketReader, type Wanted } from "./read-bucket.ts";

const AT_A_TIME = 8;
/** Entries older than this that never reached the bucket are left where they are. */
const SENT_LATE_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What lies there, as far as it can be reached, and the time it is by the store's clock. */
export type EvidenceRead = { readonly told: readonly Told[]; readonly now: number; readonly notes: readonly string[] };

/** A service's evidence: written here first, then into the bucket; read from both. */
export type EvidenceLog = {
  /** On this machine's disk when it resolves. `send` brings it into the bucket. */
  readonly write: (words: EvidenceWords) => Promise<EvidenceEntry>;
  /** Brings what waits here into the bucket, now or another time; says what keeps it from there. */
  readonly send: () => Promise<"all sent" | { readonly waiting: number; readonly because: string }>;
  readonly read: (wanted: Wanted) => Promise<EvidenceRead>;
};

export type EvidenceReach = Pick<World, "files" | "lineFile" | "clock" | "ledger" | "randomHex" | "person" | "secrets">;

type Waiting = { readonly entry: EvidenceEntry; readonly madeAt: number | undefined };

const directoryOf = (project: Project): string => join(project.directory, ".failover", "evidence");

/** Opens the log; nothing is read or asked yet. `by` is who writes: a place that watches, or a person. */
export async function openEvidence(project: Project, world: EvidenceReach, by: string = world.person): Promise<EvidenceLog> {
  const ledger = await openLedger(project, world);
  const { clock } = world;
  const session = world.randomHex(8);
  let seq = 0;
  let waiting: Waiting[] = [];
  let isLeftOverKnown = false;
  let unwritten: FailoverError | undefined;
  /** Each writer has files of its own: people and services of one machine may not write one another's. */
  const fileOf = (at: string) => world.lineFile(join(directoryOf(project), `${at.slice(0, 10)}-${writerName(by)}.jsonl`));
  const reader = bucketReader(ledger);

  const write = async (words: EvidenceWords): Promise<EvidenceEntry> => {
    const at = clock.now().toISOString();
    // The same kind of entry: only texts that hold a secret changed.
    const covered = coverJson(words, world.secrets.cover) as EvidenceWords;
    const entry = { schema: "failover-kit/evidence/1", id: evidenceId({ at, by, session, seq: (seq += 1) }), at, by, ...covered } as EvidenceEntry;
    // A full disk is no reason to keep the bucket from knowing.
    await fileOf(at).append(JSON.stringify(entry)).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      unwritten = error;
    });
    waiting = [...waiting, { entry, madeAt: clock.elapsed() }];
    return entry;
  };

  /** What an earlier process left here that the bucket does not hold. */
  const findLeftOver = async (): Promise<void> => {
    const known = new Set(waiting.map(({ entry }) => entry.id));
    const here = (await entriesHere(project, world, clock.now().getTime() - SENT_LATE_DAYS * DAY_MS)).filter(({ id }) => !known.has(id));
    const days = [...new Set(here.map(({ at }) => at.slice(0, 10)))];
    const there = new Set((await eachInTurn(days, AT_A_TIME, async (day) => reader.namesOf(day))).flat().flatMap(({ name }) => readEvidenceName(name)?.id ?? []));
    waiting = [...here.filter(({ id }) => !there.has(id)).map((entry) => ({ entry, madeAt: undefined })), ...waiting];
    isLeftOverKnown = true;
  };

  const send: EvidenceLog["send"] = async () => {
    try {
      if (!isLeftOverKnown) await findLeftOver();
      for (const one of waiting) {
        await put(ledger, one, { at: clock.now(), elapsed: clock.elapsed() });
        waiting = waiting.filter(({ entry }) => entry.id !== one.entry.id);
      }
      unwritten = undefined;
      return "all sent";
    } catch (error) {
      if (!isExpected(error)) throw error;
      // Neither here nor there: it would be lost with this process.
      if (unwritten !== undefined) throw unwritten;
      return { waiting: waiting.length, because: error.advice.what };
    }
  };

  const read: EvidenceLog["read"] = async (wanted) => {
    const here = (await entriesHere(project, world, Math.min(wanted.since, wanted.observationsSince))).map(toldHere);
    try {
      const { told, now, unreadable } = await reader.read(wanted);
      const notes = unreadable === 0 ? [] : [`${unreadable} objects among the evidence cannot be read, and do not count`];
      return { told: inOrder([...here, ...told]).filter((one) => isWanted(one, wanted)), now: now ?? clock.now().getTime(), notes };
    } catch (error) {
      if (!isExpected(error)) throw error;
      return { told: inOrder(here).filter((one) => isWanted(one, wanted)), now: clock.now().getTime(), notes: [`${error.advice.what}. This is what this machine knows, by its own clock`] };
    }
  };

  return { write, send, read };
}

const isWanted = ({ entry, at }: Told, { since, observationsSince }: Wanted): boolean => at >= (entry.kind === "observations" ? observationsSince : since);

/** What this machine wrote. A line that is no entry is what a crash left of one. */
async function entriesHere(project: Project, world: Pick<World, "files" | "lineFile">, since: number): Promise<readonly EvidenceEntry[]> {
  const names = (await world.files.list(directoryOf(project))).filter((name) => /^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.jsonl$/.test(name) && Date.parse(name.slice(0, 10)) + DAY_MS >= since);
  const lines = await Promise.all(names.map(async (name) => world.lineFile(join(directoryOf(project), name)).read().catch(unlessBug)));
  return lines.flat().flatMap((line) => evidenceSchema.safeParse(jsonIn(line)).data ?? []);
}

/** Somebody else's file that may not be read here: the bucket has what stands in it. */
function unlessBug(error: unknown): readonly string[] {
  if (isExpected(error)) return [];
  throw error;
}

async function put({ objects, service, buckets }: Ledger, { entry, madeAt }: Waiting, now: { readonly at: Date; readonly elapsed: number }): Promise<void> {
  const waited = madeAt === undefined ? (now.at.getTime() - Date.parse(entry.at)) / 1000 : now.elapsed - madeAt;
  const body: SentEntry = { entry, sent: { at: now.at.toISOString(), waitedSeconds: Math.max(0, Math.round(waited * 1000) / 1000) } };
  const name = evidenceName(service, entry);
  // "exists" is our own earlier try whose answer was lost: nobody else writes under this session's name.
  await objects.create(buckets.journal, name, new TextEncoder().encode(JSON.stringify(body)));
}

