import { basename, dirname, join } from "node:path";
import { FailoverError } from "../../core/errors.ts";
import { messagesIn, readDeliveryReport, recipientsOfMessages } from "../../core/notices/delivery-report.ts";
import { logLine } from "../../core/notices/notice.ts";
import type { Files } from "../../ports.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";
import { keepMailboxRead, keptNotices, noticeLock, noticeLog } from "./kept-notices.ts";

/** A message of a notice that came back after the mail server had taken it. */
export type CameBack = { readonly notice: string; readonly to: string; readonly code: string };

/** What lay in the mailbox; people by their ids. */
export type Bounces = { readonly messages: number; readonly recorded: readonly CameBack[]; readonly known: number; readonly delayed: number; readonly notOurs: number; readonly others: number };

type Reach = Pick<World, "files" | "syncedLog" | "hold" | "clock">;

/** Reads a message, a mailbox file or a directory of messages, and writes into the notices' logs which of theirs came back. Read twice, it records nothing twice. */
export async function readBounces(project: Project, path: string, world: Reach): Promise<Bounces> {
  const readAt = world.clock.now();
  const kept = await keptNotices(project, world);
  const known = new Set(kept.flatMap(({ notice, sent }) => [...sent.returned.keys()].map((to) => `${notice.id} ${to}`)));
  const whoseIs = recipientsOfMessages(kept.map(({ notice }) => notice));
  const found = new Map<string, CameBack>();
  let [messages, before, delayed, notOurs, others] = [0, 0, 0, 0, 0];
  for (const file of await filesAt(path, world.files)) {
    for (const message of messagesIn((await world.files.read(file)) ?? "")) {
      messages += 1;
      const report = await readDeliveryReport(message);
      const whose = report === undefined ? undefined : whoseIs(report.about);
      if (report === undefined || report.became === "else") others += 1;
      else if (whose === undefined) notOurs += 1;
      else if (report.became === "delayed") delayed += 1;
      else if (known.has(`${whose.notice} ${whose.recipient}`)) before += 1;
      else found.set(`${whose.notice} ${whose.recipient}`, { notice: whose.notice, to: whose.recipient, code: report.code });
    }
  }
  const recorded = [...found.values()];
  for (const notice of new Set(recorded.map((one) => one.notice))) await record(project, notice, recorded.filter((one) => one.notice === notice), world);
  await keepMailboxRead(project, readAt, world);
  return { messages, recorded, known: before, delayed, notOurs, others };
}

async function record(project: Project, notice: string, cameBack: readonly CameBack[], world: Reach): Promise<void> {
  const lock = await world.hold(noticeLock(project, notice));
  try {
    const log = await world.syncedLog(noticeLog(project, notice));
    try {
      const at = world.clock.now().toISOString();
      await log.append(cameBack.map(({ to, code }) => logLine({ did: "returned", at, to, code })).join(""));
    } finally {
      await log.close();
    }
  } finally {
    await lock.release();
  }
}

/** A file; or those of a directory, and of 'cur' and 'new' in it, where a Maildir keeps them. */
async function filesAt(path: string, files: Pick<Files, "list">): Promise<readonly string[]> {
  const beside = await files.list(dirname(path));
  if (beside.includes(basename(path))) return [path];
  if (!beside.includes(`${basename(path)}/`)) throw new FailoverError("FILE_MISSING", { path, purpose: "the mail that came back is read from it" });
  const names = await files.list(path);
  const plain = (directory: string, all: readonly string[]) => all.filter((name) => !name.endsWith("/") && !name.startsWith(".")).map((name) => join(directory, name));
  const inMaildir = await Promise.all(["cur", "new"].filter((name) => names.includes(`${name}/`)).map(async (name) => plain(join(path, name), await files.list(join(path, name)))));
  return [...plain(path, names), ...inMaildir.flat()];
}
