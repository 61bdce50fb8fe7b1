import { FailoverError, isExpected } from "../../core/errors.ts";
import { atWorkElsewhere, leftIn, mayBeSame, noticesPrefix, openedName, openedSchema, sharedOf, type Opened } from "../../core/notices/shared-progress.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { World } from "../../world.ts";
import { eachInTurn } from "../all-ended.ts";
import { openLedger, type Ledger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { keptNotices, leftOf, saysTheSame, unfinished, type Saying } from "./kept-notices.ts";
import { batchesOf } from "./read-batches.ts";

const AT_A_TIME = 16;

type Reach = Pick<World, "files" | "ledger" | "operator" | "clock">;

/**
 * Refuses a notice that says the same to the same people as one that is not finished, whether it was begun here or, as the bucket tells, on another
 * machine. What the bucket does not tell is said and holds nobody up; `alone`: a person says that no other machine sends any, and the bucket is not asked.
 * Returns the names of the notices that the bucket told of; undefined where it was not asked, or did not tell.
 */
export async function refuseTwice(project: Project, wanted: Saying, { alone }: { readonly alone: boolean }, world: Reach): Promise<readonly string[] | undefined> {
  const here = await unfinished(project, wanted, world);
  if (here !== undefined) throw new FailoverError("NOTICE_UNFINISHED", { notice: here.notice.id, left: leftOf(here) });
  if (alone) return undefined;
  const untold = (error: unknown): void => {
    if (!isExpected(error)) throw error;
    world.operator.say(`whether another machine has begun the same notice is not known (${error.advice.what}): ask your colleagues, or they may be told twice`);
  };
  const ledger = await openLedger(project, world);
  const known = new Set((await keptNotices(project, world)).map(({ notice }) => notice.id));
  const ids = await ledger.objects.folders(ledger.buckets.journal, noticesPrefix(ledger.service)).catch((error: unknown) => void untold(error));
  const others = (ids ?? []).filter((id) => !known.has(id) && mayBeSame(id, wanted, world.clock.now()));
  const failed: FailoverError[] = [];
  const found = await eachInTurn(others, AT_A_TIME, (id) =>
    unfinishedElsewhere(ledger, id, wanted).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      failed.push(error);
      return undefined;
    }),
  );
  const newest = found.filter((one) => one !== undefined).toSorted((a, b) => a.opened.at.localeCompare(b.opened.at)).at(-1);
  if (newest !== undefined) throw new FailoverError("NOTICE_UNFINISHED", { notice: newest.opened.id, left: newest.left, elsewhere: { at: newest.opened.at, heardSecondsAgo: newest.heardSecondsAgo } });
  // Once: a store that fell silent fails for each of them alike.
  if (failed[0] !== undefined) untold(failed[0]);
  return ids ?? undefined;
}

/** This machine has written nothing into such a notice: every writer is another. */
const NOBODY = "";

type Elsewhere = { readonly opened: Opened; readonly left: number; readonly heardSecondsAgo: number | undefined };

/** A notice of the bucket that says the same and has somebody left; undefined where it is another one, or told to its end. */
async function unfinishedElsewhere(ledger: Ledger, id: string, wanted: Saying): Promise<Elsewhere | undefined> {
  const name = openedName(ledger.service, id);
  const body = await ledger.objects.read(ledger.buckets.journal, name);
  if (body === undefined) return undefined;
  const opened = parseJsonFrom(openedSchema, new TextDecoder().decode(body), name);
  if (!saysTheSame(opened, wanted)) return undefined;
  const seen = await batchesOf(ledger, id);
  const left = leftIn(sharedOf(seen.map(({ batch }) => batch)), opened);
  return left === 0 ? undefined : { opened, left, heardSecondsAgo: atWorkElsewhere(seen, NOBODY) };
}
