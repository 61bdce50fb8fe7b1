import { FailoverError, isExpected } from "../../core/errors.ts";
import type { Notice } from "../../core/notices/notice.ts";
import { noticeOf, noticesPrefix, openedName, openedSchema } from "../../core/notices/shared-progress.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { World } from "../../world.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import { openLedger } from "../ledger.ts";
import type { Project } from "../project.ts";
import { recipientsOf } from "./find-recipients.ts";
import { keepNotice, keptNotices } from "./kept-notices.ts";

type Reach = Pick<World, "env" | "files" | "keys" | "ledger" | "operator" | "person">;

/** A notice that another machine began, for whoever the lists here name; undefined when the bucket has none of this name. */
export async function noticeElsewhere(project: Project, id: string, world: Reach): Promise<Notice | undefined> {
  const { objects, buckets, service } = await openLedger(project, world);
  const name = openedName(service, id);
  const body = await objects.read(buckets.journal, name);
  if (body === undefined) return undefined;
  const opened = parseJsonFrom(openedSchema, new TextDecoder().decode(body), name);
  const contacts = await lookForContacts(project, world);
  const found = contacts === undefined || "problems" in contacts ? { problem: "contacts.yaml is not there, or not sound: 'failover contacts' says more" } : recipientsOf(project, contacts, opened.audience, opened.isDrill);
  if ("problem" in found) throw new FailoverError("NOTICE_NOT_READY", { problems: [found.problem] });
  const { notice, differ } = noticeOf(opened, found.recipients.map((recipient) => recipient.id), world.person);
  if (differ) world.operator.say(`the lists here are not those it was begun with (${opened.recipients.count} recipients then, ${notice.recipients.length} here): it goes to whoever these name`);
  return notice;
}

/** The notice of this name: as this machine kept it, or as another one began it, and then kept here as well. */
export async function findNotice(project: Project, id: string, world: Reach): Promise<Notice> {
  const kept = (await keptNotices(project, world)).map(({ notice }) => notice);
  const here = kept.find((notice) => notice.id === id);
  if (here !== undefined) return here;
  try {
    const found = await noticeElsewhere(project, id, world);
    if (found !== undefined) {
      await keepNotice(project, found, world);
      return found;
    }
    const { objects, buckets, service } = await openLedger(project, world);
    const there = await objects.folders(buckets.journal, noticesPrefix(service));
    throw new FailoverError("NOTICE_UNKNOWN", { notice: id, known: [...new Set([...kept.map((notice) => notice.id), ...there])].toSorted() });
  } catch (error) {
    if (!isExpected(error) || error.code === "NOTICE_UNKNOWN" || error.code === "NOTICE_NOT_READY") throw error;
    throw new FailoverError("NOTICE_PROGRESS_UNREADABLE", { notice: id, because: error.advice.what, isHere: false });
  }
}
