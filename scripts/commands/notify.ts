import { resolve } from "node:path";
import { isDrill } from "../core/declaration/recorded.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { endText, previewText, promisedBy, promisedText, returnedLines, unfinishedLines } from "../core/notices/notice-text.ts";
import type { Notice } from "../core/notices/notice.ts";
import { notifyOf } from "../core/notify-settings.ts";
import { composeNotice } from "../pipeline/notices/compose-notice.ts";
import { deliverNotice, openMail } from "../pipeline/notices/deliver-notice.ts";
import { findNotice } from "../pipeline/notices/find-notice.ts";
import type { Knowing } from "../pipeline/notices/join-notice.ts";
import { keepNotice, keptNotices, leftOf } from "../pipeline/notices/kept-notices.ts";
import { readBounces } from "../pipeline/notices/read-bounces.ts";
import { claimNotice } from "../pipeline/notices/claim-notice.ts";
import { refuseTwice } from "../pipeline/notices/refuse-twice.ts";
import { publishStatus } from "../pipeline/notices/publish-status.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import { runUnknown } from "../pipeline/runs.ts";
import { viewRun } from "../pipeline/view-run.ts";
import type { World } from "../world.ts";
import { reasons } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = {
  readonly state: string | undefined;
  readonly audience: string;
  readonly run: string | undefined;
  readonly set: readonly string[];
  readonly drill: boolean;
  readonly preview: boolean;
  readonly resume: string | undefined;
  readonly status: boolean;
  readonly bounces: string | undefined;
  readonly "skip-invalid": boolean;
  readonly "local-journal": boolean;
  readonly because: string | undefined;
  readonly json: boolean;
};

/** Tells customers, or colleagues, where things stand: shows it, sends it, or goes on with what was cut short. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  if (options.status) return status(project, options.json, world);
  if (options.bounces !== undefined) return bounces(project, resolve(world.workingDirectory, options.bounces), options.json, world);
  const { localJournal } = reasons({ ...options, "take-over": false }, "notify");
  const alone = localJournal === undefined ? undefined : { alone: localJournal };
  if (options.resume !== undefined) return deliver(project, await findNotice(project, options.resume, world), { json: options.json, knowing: alone ?? "others, perhaps" }, world);
  if (options.state === undefined) throw new FailoverError("NOTICE_NOT_READY", { problems: ["--state is missing: investigating, identified, failing-over, on-mirror, resolved, or a template of your own"] });

  const run = options.drill && options.run === undefined ? undefined : await viewRun(project, options.run, world, "here");
  if (options.run !== undefined && run === undefined) throw await runUnknown(project, options.run, world);
  const open = run?.state.ended === undefined || options.run !== undefined ? run : undefined;
  if (open !== undefined && !options.drill && isDrill(open.state.decisions.get("declare")?.what)) throw new FailoverError("NOTICE_OF_A_DRILL", { run: open.id });
  const nameless = options.set.filter((pair) => pair.indexOf("=") < 1);
  if (nameless.length > 0) throw new FailoverError("NOTICE_NOT_READY", { problems: nameless.map((pair) => `--set ${pair}: write a variable's name, '=' and its value, as in --set note='the disk is full'`) });
  const set = Object.fromEntries(options.set.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  const wish = { state: options.state, audience: options.audience, isDrill: options.drill, run: open?.id ?? null, began: open?.entries[0]?.at, set, skipsInvalid: options["skip-invalid"] };
  const { notice, recipients, alsoNamed, leftOut } = await composeNotice(project, wish, world);
  if (options.preview) {
    world.print(options.json ? JSON.stringify({ ...notice, recipients: notice.recipients.length }, null, 2) : previewText(notice, { first: recipients[0]?.id ?? "", alsoNamed, leftOut }));
    return Exit.ok;
  }
  const looked = await refuseTwice(project, notice, { alone: alone !== undefined }, world);
  // What cannot be sent is not written down as begun.
  (await openMail(project, world)).mail.close();
  if (looked !== undefined) await claimNotice(project, notice, looked, world);
  await keepNotice(project, notice, world);
  for (const problem of leftOut) world.operator.say(`left out: ${problem}`);
  return deliver(project, notice, { json: options.json, knowing: alone ?? "nobody before" }, world);
};

async function status(project: Project, json: boolean, world: World): Promise<ExitCode> {
  const kept = await keptNotices(project, world);
  const notices = kept.map(({ notice }) => notice);
  const promised = promisedBy(notices, world.clock.now());
  const returned = kept.flatMap(({ notice, sent }) => [...sent.returned].map(([to, code]) => ({ notice: notice.id, to, code })));
  const unfinished = kept.flatMap((one) => (one.sent.hasEnded ? [] : [{ notice: one.notice, left: leftOf(one) }]));
  const told = { schema: "failover-kit/notices/1", promised: promised ?? null, notices: notices.map(({ id }) => id), unfinished: unfinished.map(({ notice: { id }, left }) => ({ notice: id, left })), returned };
  world.print(json ? JSON.stringify(told, null, 2) : [promised === undefined ? "customers were told nothing from this machine yet" : promisedText(promised), ...unfinishedLines(unfinished), ...returnedLines(kept)].join("\n"));
  return promised !== undefined && promised.overdueMinutes > 0 ? Exit.notReady : Exit.ok;
}

/** Which messages came back as mail after the server had taken them. */
async function bounces(project: Project, path: string, json: boolean, world: World): Promise<ExitCode> {
  const found = await readBounces(project, path, world);
  const { messages, recorded, known, delayed, notOurs, others } = found;
  const counted = `${messages} messages: ${recorded.length} came back for good, ${known} known before, ${delayed} still tried, ${notOurs} of no notice from this machine, ${others} no delivery report`;
  world.print(json ? JSON.stringify({ schema: "failover-kit/bounces/1", ...found }, null, 2) : [counted, ...recorded.map(({ notice, to, code }) => `  ${to} (${code}), notice ${notice}`)].join("\n"));
  if (recorded.length > 0) world.operator.say("They were not told: call them, and correct their rows in the customers' list.");
  return Exit.ok;
}

async function deliver(project: Project, notice: Notice, { json, knowing }: { readonly json: boolean; readonly knowing: Knowing }, world: World): Promise<ExitCode> {
  // The page first: it is read by everybody, and needs no mail server. A resumption may yet be refused, and its page was out before.
  if (knowing !== "others, perhaps") await publish(project, notice, world);
  const { limitMinutes } = notifyOf(project.written);
  const { sent, left, because, gone, server, shared } = await deliverNotice(project, notice, world, { stop: world.stop, limitMinutes, knowing });
  if (knowing === "others, perhaps") await publish(project, notice, world);
  const told = { schema: "failover-kit/notified/1", notice: notice.id, accepted: sent.accepted.size, bounced: [...sent.bounced.keys()], repeated: [...sent.repeated], gone, left, shared };
  world.print(json ? JSON.stringify(told, null, 2) : endText(notice, sent, { left, gone }));
  if (typeof because === "object") throw new FailoverError("NOTICE_SERVER_REFUSED", { server, because: because.server, notice: notice.id, left });
  return left === 0 ? Exit.ok : because === "stopped" ? Exit.stopped : Exit.failed;
}

async function publish(project: Project, notice: Notice, world: World): Promise<void> {
  const page = await publishStatus(project, world).catch((error: unknown) => {
    if (!(error instanceof FailoverError)) throw error;
    world.operator.say(`the status page was not written: ${error.advice.what}`);
    return undefined;
  });
  if (page !== undefined && notice.audience === "customers") world.operator.say(`status page: ${page.directory}${page.bucket === undefined ? "" : `, and bucket ${page.bucket}`}`);
}
