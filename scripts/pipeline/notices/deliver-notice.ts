import { FailoverError } from "../../core/errors.ts";
import { logLine, sentOf, type Notice, type Sent } from "../../core/notices/notice.ts";
import { progressOf } from "../../core/notices/notice-text.ts";
import type { Recipient } from "../../core/notices/recipients.ts";
import { isImplicitTls, notifyOf } from "../../core/notify-settings.ts";
import type { Mail } from "../../core/notices/mail.ts";
import type { World } from "../../world.ts";
import { lookForContacts } from "../contacts/open-contacts.ts";
import { inProject, settingsFor, type Project } from "../project.ts";
import { recipientsOf } from "./find-recipients.ts";
import { joinNotice, type Knowing } from "./join-notice.ts";
import { noticeLock, noticeLog } from "./kept-notices.ts";
import { sendNotice, type SendingEnd } from "./send-notice.ts";

const MINUTE = 60;
const FIRST_PAUSE_SECONDS = 5;

/** A way to the company's mail server; refused in words where none is set. */
export async function openMail(project: Project, world: Pick<World, "env" | "files" | "mail">): Promise<{ readonly mail: Mail; readonly from: string; readonly server: string }> {
  if (project.written.channels?.smtp === undefined) throw new FailoverError("SECTION_MISSING", { file: "failover.yaml", section: "channels.smtp", purpose: "it says which mail server takes what customers are told" });
  const smtp = settingsFor(project, world, ["channels.smtp.password"]).channels?.smtp;
  if (smtp === undefined) throw new Error("bug: the settings lost their mail server");
  const ca = smtp.cacert === undefined ? undefined : await world.files.read(inProject(project, smtp.cacert));
  if (smtp.cacert !== undefined && ca === undefined) throw new FailoverError("FILE_MISSING", { path: smtp.cacert, purpose: "the mail server's certificate is checked against it", whose: "whoever runs the mail server has it; leave channels.smtp.cacert out where a public authority signed that certificate" });
  const mail = await world.mail({ host: smtp.host, port: smtp.port, isImplicitTls: isImplicitTls(smtp), user: smtp.user, password: smtp.password, ca, connections: notifyOf(project.written).connections });
  return { mail, from: smtp.from, server: `${smtp.host}:${smtp.port}` };
}

/** How it ended, who of its recipients is in no list any more, and whether the bucket has all of its progress. */
export type Delivered = SendingEnd & { readonly gone: readonly string[]; readonly server: string; readonly shared: boolean };

type Reach = Pick<World, "env" | "files" | "keys" | "mail" | "syncedLog" | "hold" | "clock" | "steadyClock" | "operator" | "ledger" | "randomHex">;

/** How long it may take, and how it stands with other machines. */
export type Manner = { readonly stop: AbortSignal; readonly limitMinutes: number; readonly knowing: Knowing };

/** Sends what is left of a notice that lies written down; addresses come from the contacts as they are now. */
export async function deliverNotice(project: Project, kept: Notice, world: Reach, { stop, limitMinutes, knowing }: Manner): Promise<Delivered> {
  const { mail, from, server } = await openMail(project, world);
  const lock = await world.hold(noticeLock(project, kept.id));
  try {
    const log = await world.syncedLog(noticeLog(project, kept.id));
    try {
      const people = await addresses(project, kept, world);
      const recipients = kept.recipients.flatMap((recipient) => people.get(recipient) ?? []);
      const { lines, sharing } = await joinNotice(project, kept, { log: log.before, knowing }, world);
      try {
        const news = lines.map(logLine).join("");
        if (news !== "") await log.append(news);
        const before = log.before + news;
        const { messagesPerSecond, connections } = notifyOf(project.written);
        const began = world.clock.elapsed();
        const earlier = sentOf(before);
        const progress = (sent: Sent) => world.operator.progress("notify", progressOf(sent, { all: kept.recipients.length, before: earlier, seconds: world.clock.elapsed() - began }));
        const pace = { messagesPerSecond, connections, limitSeconds: limitMinutes * MINUTE, firstPauseSeconds: FIRST_PAUSE_SECONDS };
        const end = await sendNotice({ notice: kept, recipients, from, pace }, { mail, log: { ...log, before }, sharing, clock: world.clock, stop, progress });
        return { ...end, gone: kept.recipients.filter((recipient) => !people.has(recipient)), server, shared: await sharing.close() };
      } catch (error) {
        await sharing.close();
        throw error;
      }
    } finally {
      await log.close();
    }
  } finally {
    mail.close();
    await lock.release();
  }
}

async function addresses(project: Project, { audience, isDrill }: Notice, world: Pick<World, "env" | "files" | "keys">): Promise<ReadonlyMap<string, Recipient>> {
  const contacts = await lookForContacts(project, world);
  if (contacts === undefined || "problems" in contacts) throw new FailoverError("NOTICE_NOT_READY", { problems: ["contacts.yaml is not there, or not sound: 'failover contacts' says more"] });
  const found = recipientsOf(project, contacts, audience, isDrill);
  if ("problem" in found) throw new FailoverError("NOTICE_NOT_READY", { problems: [found.problem] });
  return new Map(found.recipients.map((recipient) => [recipient.id, recipient]));
}
