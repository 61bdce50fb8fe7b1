import { join } from "node:path";
import { FailoverError } from "../../core/errors.ts";
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
/** Held by the process that sends it. */
export const noticeLock = (project: Project, id: string): string => join(noticesDirectory(project), id, "sending.lock");

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

/** The notice of this name. */
export async function keptNotice(project: Project, id: string, world: Reach): Promise<KeptNotice> {
  const all = await keptNotices(project, world);
  const found = all.find(({ notice }) => notice.id === id);
  if (found === undefined) throw new FailoverError("NOTICE_UNKNOWN", { notice: id, known: all.map(({ notice }) => notice.id) });
  return found;
}

/** How many nobody has told yet, and nothing forbids telling. */
export const leftOf = ({ notice, sent }: KeptNotice): number => notice.recipients.filter((id) => !sent.accepted.has(id) && !sent.bounced.has(id)).length;
