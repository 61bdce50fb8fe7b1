import { isExpected } from "../../core/errors.ts";
import type { Notices, Told } from "../../core/notices/mail.ts";
import type { World } from "../../world.ts";
import { openProject } from "../project.ts";
import { viewRun } from "../view-run.ts";
import { composeNotice } from "./compose-notice.ts";
import { deliverNotice } from "./deliver-notice.ts";
import { noticeElsewhere } from "./find-notice.ts";
import { keepNotice, unfinished } from "./kept-notices.ts";
import { publishStatus } from "./publish-status.ts";

/** A run does not wait longer for its messages to leave; the rest goes on by hand. */
const LIMIT_MINUTES = 15;

/** Tells customers where a run stands, or goes on with telling them. What hinders it is told, and hinders nothing else. */
export async function tell({ projectDirectory, run, state, isDrill, isFirst }: Parameters<Notices["tell"]>[0], world: World, stop: AbortSignal): Promise<Told> {
  try {
    const project = await openProject(projectDirectory, world);
    const began = (await viewRun(project, run, world, "here"))?.entries[0]?.at ?? beganOf(run);
    const wish = { state, audience: "customers", isDrill, run, began, set: {}, skipsInvalid: true };
    const begun = await unfinished(project, { ...wish }, world);
    // Named by the run: whoever carries it on elsewhere repeats the same Message-IDs, and finds what was sent of it in the bucket.
    const id = `n-${run}-${state}`;
    // Whether it can be read at all is asked again, and told, when it is sent.
    const elsewhere = begun === undefined ? await noticeElsewhere(project, id, world).catch(unreadable) : undefined;
    const notice = begun?.notice ?? elsewhere ?? { ...(await composeNotice(project, wish, world)).notice, id };
    if (begun === undefined) await keepNotice(project, notice, world);
    await publishStatus(project, world).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      world.operator.say(`the status page was not written: ${error.advice.what}`);
    });
    const { sent, left, because, server } = await deliverNotice(project, notice, world, { stop, limitMinutes: LIMIT_MINUTES, knowing: isFirst ? "nobody before" : "under the lease" });
    if (typeof because === "object") world.operator.say(`${server} takes no messages from us: ${because.server}`);
    return { told: true, notice: notice.id, accepted: sent.accepted.size, bounced: sent.bounced.size, left };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { told: false, because: error.code === "NOTICE_PROGRESS_UNREADABLE" ? `${error.advice.what}; ${error.advice.next}` : error.advice.what };
  }
}

const unreadable = (error: unknown): undefined => {
  if (!isExpected(error)) throw error;
};

/** A run's name says when it was declared, where the clocks were right. */
const beganOf = (run: string): string => run.replace(/^.(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*$/, "$1-$2-$3T$4:$5:$6Z");
