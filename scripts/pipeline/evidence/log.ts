import { join } from "node:path";
import { coverJson } from "../../core/cover-event.ts";
import { isExpected, type FailoverError } from "../../core/errors.ts";
import { inOrder, toldHere, type EvidenceEntry, type EvidenceWords, type Told } from "../../core/evidence.ts";
import { evidenceId, readEvidenceName, writerName } from "../../core/evidence-names.ts";
import type { World } from "../../world.ts";
import { eachInTurn } from "../all-ended.ts";
import { openLedger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { LONGEST_SECONDS, outbox } from "./outbox.ts";
import { bucketReader, type Wanted } from "./read-bucket.ts";
import { readerHere } from "./read-here.ts";

const AT_A_TIME = 8;
/** Entries older than this that never reached the bucket are left where they are. */
const SENT_LATE_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What lies there, as far as it can be reached, and the time it is by the store's clock. `isWhole`: the bucket was read; if not, what others wrote is missing. */
export type EvidenceRead = { readonly told: readonly Told[]; readonly now: number; readonly isWhole: boolean; readonly notes: readonly string[] };

/** Whether the bucket has everything by now, and if not, what keeps the rest from there. */
export type Sent = "all sent" | { readonly waiting: number; readonly because: string };

/** A service's evidence: written here first, then into the bucket; read from both. */
export type EvidenceLog = {
  /** On this machine's disk when it resolves. `send` brings it into the bucket. */
  readonly write: (words: EvidenceWords) => Promise<EvidenceEntry>;
  /** Brings what waits here into the bucket, now or another time; says what keeps it from there. */
  readonly send: () => Promise<Sent>;
  readonly read: (wanted: Wanted) => Promise<EvidenceRead>;
};

export type EvidenceReach = Pick<World, "files" | "lineFile" | "clock" | "ledger" | "randomHex" | "person" | "secrets">;

/** Opens the log; nothing is read or asked yet. `by` is who writes: a place that watches, or a person. */
export async function openEvidence(project: Project, world: EvidenceReach, by: string = world.person): Promise<EvidenceLog> {
  const ledger = await openLedger(project, world);
  const { clock } = world;
  const directory = join(project.directory, ".failover", "evidence");
  const session = world.randomHex(8);
  let seq = 0;
  let isLeftOverKnown = false;
  let unwritten: FailoverError | undefined;
  /** Each writer has files of its own: people and services of one machine may not write one another's. */
  const fileOf = (at: string) => world.lineFile(join(directory, `${at.slice(0, 10)}-${writerName(by)}.jsonl`));
  const reader = bucketReader(ledger);
  const readHere = readerHere(directory, world);
  const waiting = outbox(ledger, clock);

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
    waiting.add(entry);
    return entry;
  };

  /** What an earlier process left here that the bucket does not hold. */
  const findLeftOver = async (): Promise<void> => {
    const here = await readHere(clock.now().getTime() - SENT_LATE_DAYS * DAY_MS);
    const days = [...new Set(here.map(({ at }) => at.slice(0, 10)))];
    const there = new Set((await eachInTurn(days, AT_A_TIME, async (day) => reader.namesOf(day))).flat().flatMap(({ name }) => readEvidenceName(name)?.id ?? []));
    waiting.addLeftOver(here.filter(({ id }) => !there.has(id)));
    isLeftOverKnown = true;
  };

  const sendAll = async (): Promise<"all sent" | "late" | FailoverError> => {
    try {
      if (!isLeftOverKnown) await findLeftOver();
      return await waiting.send();
    } catch (error) {
      if (!isExpected(error)) throw error;
      return error;
    }
  };

  const send: EvidenceLog["send"] = async () => {
    const sent = await sendAll();
    if (sent === "late") return { waiting: waiting.size(), because: `more waits than can be sent in ${LONGEST_SECONDS} s, and the rest follows` };
    if (sent === "all sent") unwritten = undefined;
    // Neither here nor there: it would be lost with this process.
    if (unwritten !== undefined) throw unwritten;
    return sent === "all sent" ? sent : { waiting: waiting.size(), because: sent.advice.what };
  };

  const read: EvidenceLog["read"] = async (wanted) => {
    const here = (await readHere(Math.min(wanted.since, wanted.observationsSince))).map(toldHere);
    try {
      const { told, now, unreadable } = await reader.read(wanted);
      const notes = unreadable === 0 ? [] : [`${unreadable} objects among the evidence cannot be read, and do not count`];
      return { told: inOrder([...here, ...told]).filter((one) => isWanted(one, wanted)), now: now ?? clock.now().getTime(), isWhole: true, notes };
    } catch (error) {
      if (!isExpected(error)) throw error;
      return { told: inOrder(here).filter((one) => isWanted(one, wanted)), now: clock.now().getTime(), isWhole: false, notes: [`${error.advice.what}. This is what this machine knows, by its own clock`] };
    }
  };

  return { write, send, read };
}

const isWanted = ({ entry, at }: Told, { since, observationsSince }: Wanted): boolean => at >= (entry.kind === "observations" ? observationsSince : since);
