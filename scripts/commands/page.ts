import { FailoverError, isExpected } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { isPageName, pagesIn, type Page } from "../core/paging/ladder.ts";
import { noted } from "../core/wrapped.ts";
import { openEvidence } from "../pipeline/evidence/log.ts";
import { readForRules } from "../pipeline/evidence/weigh.ts";
import { openRoads } from "../pipeline/paging/roads.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly page: string | undefined; readonly who: string | undefined; readonly json: boolean };

/** Lists the pages and who was told, or takes one on: then nobody further is woken for it. */
export const handler: Handler<Options> = async ({ project: named, action, page, who, json }, world) => {
  const project = await openProject(named, world);
  const log = await openEvidence(project, world, who ?? world.person);
  const { told, now, isWhole, notes } = await readForRules(project, log, world.clock.now());
  for (const note of notes) world.operator.say(noted(`${note}.`));
  const pages = pagesIn(told).filter(({ at }) => at <= now);
  if (action === "ack") {
    const open = pages.filter(({ ended }) => ended === undefined);
    const waiting = open.filter(({ acknowledged }) => acknowledged === undefined);
    // Whoever was just woken need not copy a name when only one page can be meant.
    const known = page === undefined && waiting.length === 1 ? waiting[0] : pages.find((one) => one.page === page);
    // It may lie in the bucket that nobody can read; an acknowledgement counts whichever came first.
    const found = known ?? (isWhole || page === undefined || !isPageName(page) ? undefined : { page, says: "", acknowledged: undefined });
    if (found === undefined) throw new FailoverError("PAGE_UNKNOWN", { page, open: open.map((one) => one.page) });
    if (found.acknowledged !== undefined) world.operator.say(`${found.acknowledged.by} took it on at ${new Date(found.acknowledged.at).toISOString()}; yours is written down as well.`);
    await log.write({ kind: "acknowledged", page: found.page });
    const sent = await log.send();
    world.operator.say(sent === "all sent" ? `Acknowledged. Nobody further is paged for ${found.page}.` : `Written down here only, since ${sent.because}: whoever watches elsewhere goes on paging until the bucket has it.`);
    const because = await tellPagerDuty(project, world, found);
    if (because !== undefined) world.operator.say(`PagerDuty was not told: ${because}.`);
    return Exit.ok;
  }
  const lines = pages.flatMap(({ page: id, says, at, tries, acknowledged, ended }) => [
    `${id}  ${new Date(at).toISOString().slice(0, 19)}Z  ${ended !== undefined ? "over" : acknowledged !== undefined ? `taken on by ${acknowledged.by}` : "open"}: ${says}`,
    ...tries.map(({ person, channel, outcome, at: when }) => `  ${new Date(when).toISOString().slice(11, 19)}Z  ${person} by ${channel}: ${outcome}`),
  ]);
  world.print(json ? JSON.stringify({ schema: "failover-kit/pages/1", pages: pages.map((one) => ({ ...one, acknowledged: one.acknowledged ?? null, ended: one.ended ?? null })) }, null, 2) : lines.length === 0 ? (isWhole ? "No page was sent." : "No page is known on this machine.") : lines.join("\n"));
  return Exit.ok;
};

/** Why PagerDuty, where it is used, did not hear of it. What is written down counts all the same: this machine may hold no channel's secret. */
async function tellPagerDuty(project: Project, world: World, { page, says }: Pick<Page, "page" | "says">): Promise<string | undefined> {
  if (project.written.channels?.webhooks.some(({ kind }) => kind === "pagerduty") !== true) return undefined;
  try {
    const { caller } = await world.looking();
    const told = await openRoads(project, { env: world.env, clock: world.clock, caller })?.follow("acknowledge", { page, service: project.written.service, says });
    return told?.find(({ outcome }) => outcome === "failed")?.because;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return error.advice.what.replaceAll(/\s+/g, " ");
  }
}
