import { FailoverError, isExpected } from "../../core/errors.ts";
import type { LogLine, Notice } from "../../core/notices/notice.ts";
import { atWorkElsewhere, batchName, linesFrom, openedName, openedOf, sharedOf, unsharedOf, type Batch } from "../../core/notices/shared-progress.ts";
import type { World } from "../../world.ts";
import { openLedger, type Ledger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { noticeWriter } from "./kept-notices.ts";
import { batchesOf, type Seen } from "./read-batches.ts";
import { shareProgress, unshared, type Sharing } from "./share-progress.ts";

/** What is known of other machines: none has begun this notice; the lease keeps them out, but one may have sent before; one may be at it; or a person says that there is none. */
export type Knowing = "nobody before" | "under the lease" | "others, perhaps" | { readonly alone: string };

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

/** A batch that lies there already with these very bytes is our own: an answer was lost. */
async function create({ objects, buckets }: Ledger, name: string, body: Uint8Array): Promise<"stored" | "another"> {
  if ((await objects.create(buckets.journal, name, body)) !== "exists") return "stored";
  return Buffer.from((await objects.read(buckets.journal, name)) ?? []).equals(body) ? "stored" : "another";
}

type Reach = Pick<World, "files" | "clock" | "steadyClock" | "operator" | "ledger" | "randomHex">;

/** What other machines did of a notice, as lines for the log here, and the way by which they learn what this one does. Refused while another one sends it, and where that cannot be read. */
export async function joinNotice(project: Project, notice: Notice, { log, knowing }: { readonly log: string; readonly knowing: Knowing }, world: Reach): Promise<{ readonly lines: readonly LogLine[]; readonly sharing: Sharing }> {
  const at = world.clock.now().toISOString();
  if (typeof knowing === "object") return { lines: [{ did: "alone", at, because: knowing.alone }], sharing: unshared };
  const ledger = await openLedger(project, world);
  const writer = await writerHere(project, notice, world);
  const silence = { wasSaid: false };
  const onSilence = (error: FailoverError): void => {
    if (!silence.wasSaid) world.operator.say(`the journal's bucket does not take the notice's progress (${error.advice.what}): sending goes on, and until it answers only this machine knows who was told`);
    silence.wasSaid = true;
  };
  const refuseBeside = (seen: readonly Seen[]): void => {
    const ageSeconds = knowing === "others, perhaps" ? atWorkElsewhere(seen, writer) : undefined;
    if (ageSeconds !== undefined) throw new FailoverError("NOTICE_SENT_ELSEWHERE", { notice: notice.id, ageSeconds });
  };
  const read = (): Promise<readonly Seen[]> =>
    batchesOf(ledger, notice.id).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      if (knowing !== "nobody before") throw new FailoverError("NOTICE_PROGRESS_UNREADABLE", { notice: notice.id, because: error.advice.what, isHere: true });
      onSilence(error);
      return [];
    });

  const before = await read();
  refuseBeside(before);
  const { buckets, objects, service } = ledger;
  let isOpened = false;
  const put = async (batch: Batch): Promise<"stored" | "another"> => {
    if (!isOpened) await objects.create(buckets.journal, openedName(service, notice.id), bytesOf(openedOf(notice)));
    isOpened = true;
    return create(ledger, batchName(service, notice.id, batch), bytesOf(batch));
  };
  const firstSeq = 1 + Math.max(-1, ...before.flatMap(({ batch }) => (batch.writer === writer ? [batch.seq] : [])));
  const sharing = shareProgress({ put, writer, firstSeq }, unsharedOf(sharedOf(before.map(({ batch }) => batch)), writer, notice, log), { clock: world.steadyClock, onSilence });
  try {
    await sharing.flush();
    // Of two that begin in the same moment each sees the other's first word by now.
    const seen = silence.wasSaid ? before : await read();
    refuseBeside(seen);
    return { lines: linesFrom(sharedOf(seen.map(({ batch }) => batch)), writer, notice, log, at), sharing };
  } catch (error) {
    await sharing.close();
    throw error;
  }
}

async function writerHere(project: Project, { id }: Notice, { files, randomHex }: Pick<World, "files" | "randomHex">): Promise<string> {
  const path = noticeWriter(project, id);
  const known = await files.read(path);
  if (known !== undefined) return known.trim();
  const name = randomHex(12);
  await files.write(path, `${name}\n`);
  return name;
}
