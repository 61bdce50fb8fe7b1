import { join } from "node:path";
import { z } from "zod";
import { noticeSchema, sentOf, type Notice, type Sent } from "../../core/notices/notice.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";

/** A notice as this machine kept it, and how far it came. */
export type KeptNotice = { readonly notice: Notice; readonly sent: Sent };

type Reach = Pick<World, "files">;

export const noticesDirectory = (project: Project): string => join(project.directory, ".failover", "notices");
export const noticeFile = (project: Project, id: string): string => join(noticesDirectory(project), id, "notice.json");
export const noticeLog = (project: Project, id: string): string => join(noticesDirectory(project), id, "log.jsonl");
/** Under which name this machine writes into the bucket. */
export const noticeWriter = (project: Project, id: string): string => join(noticesDirectory(project), id, "writer");
/** Held by the process that sends it. */
export const noticeLock = (project: Project, id: string): string => join(noticesDirectory(project), id, "sending.lock");

const mailboxFile = (project: Project): string => join(project.directory, ".failover", "mailbox-read.json");
const mailboxSchema = z.object({ schema: z.literal("failover-kit/mailbox-read/1"), at: z.string() });

/** When what came back as mail was last looked at from this machine; undefined: never. */
export async function mailboxReadAt(project: Project, { files }: Reach): Promise<string | undefined> {
  const path = mailboxFile(project);
  const text = await files.read(path);
  return text === undefined ? undefined : parseJsonFrom(mailboxSchema, text, path).at;
}

/** Writes down that it was looked at. */
export const keepMailboxRead = (project: Project, at: Date, { files }: Reach): Promise<void> => files.write(mailboxFile(project), `${JSON.stringify({ schema: "failover-kit/mailbox-read/1", at: at.toISOString() } satisfies z.infer<typeof mailboxSchema>)}\n`);

/** Every notice that was begun here, oldest first. */
export async function keptNotices(project: Project, { files }: Reach): Promise<readonly KeptNotice[]> {
  const names = (await files.list(noticesDirectory(project))).flatMap((name) => (name.endsWith("/") ? [name.slice(0, -1)] : []));
  const read = await Promise.all(
    names.map(async (id): Promise<readonly KeptNotice[]> => {
      const path = noticeFile(project, id);
      const text = await files.read(path);
      // A directory without its notice is what a process left that died before it sent anything.
      if (text === undefined) return [];
      return [{ notice: parseJsonFrom(noticeSchema, text, path), sent: sentOf((await files.read(noticeLog(project, id))) ?? "") }];
    }),
  );
  return read.flat();
}

/** Writes a notice down, before anything of it is sent. */
export const keepNotice = (project: Project, notice: Notice, world: Pick<World, "files">): Promise<void> => world.files.write(noticeFile(project, notice.id), `${JSON.stringify(notice, null, 2)}\n`);

/** How many nobody has told yet, and nothing forbids telling. */
export const leftOf = ({ notice, sent }: KeptNotice): number => notice.recipients.filter((id) => !sent.accepted.has(id) && !sent.bounced.has(id)).length;

/** What makes two notices the same to those who get them. */
export type Saying = Pick<Notice, "audience" | "state" | "isDrill" | "run">;

/** Whether both say the same to the same people. */
export const saysTheSame = (one: Saying, other: Saying): boolean => one.audience === other.audience && one.state === other.state && one.isDrill === other.isDrill && one.run === other.run;

/** The newest notice begun here that says the same and has somebody left. */
export async function unfinished(project: Project, wanted: Saying, world: Reach): Promise<KeptNotice | undefined> {
  const all = await keptNotices(project, world);
  return all.findLast(({ notice, sent }) => !sent.hasEnded && saysTheSame(notice, wanted));
}
