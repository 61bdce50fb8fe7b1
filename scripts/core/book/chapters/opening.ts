import { declarationSection } from "../../watch-settings.ts";
import { boxes, list, note, plain, words, type Chapter } from "../blocks.ts";
import type { BookFacts } from "../facts.ts";

/** What the book is for, who keeps it, and when it does not apply. */
export function opening({ place, planDigest }: BookFacts): Chapter {
  const { settings } = place;
  const names = settings.names.map(({ name }) => `\`${plain(name)}\``).join(", ");
  return {
    title: "What this is",
    blocks: [
      words(`This is the continuity plan of **${plain(settings.service)}** (${names}). It says how to know that there is a disaster, whom to call, how to bring the service back elsewhere, and how to go home again. Each step can be followed by a person with nothing but this paper and a computer.`),
      words(`The service lives at Amazon Web Services, behind Cloudflare. Its backups lie at Google Cloud, in project \`${settings.google.project}\`, region \`${settings.google.region}\`; there a mirror is made when it is needed. The usual way is the failover kit: \`failover run\` does by itself what the chapters below describe by hand. Plan \`${planDigest}\` was the one when this was printed.`),
      list(
        "Everybody on the calling list keeps one copy at home and one at work. When a new version comes, the old one is destroyed.",
        "It holds people's private numbers and the addresses of the company's machines: it is not left lying about. It holds no password and no private key.",
        "The digest at the foot of each page tells two versions apart. `failover copies list` shows who has which.",
      ),
      note("A break-in, a leak or blackmail is no case for this plan: moving a service that somebody else controls moves them with it. Stop here, and follow the plan for security incidents."),
    ],
  };
}

/** When it is a disaster, in the plan's own words and numbers. */
export function criteria({ place: { settings } }: BookFacts): Chapter {
  const { locations, reports, gate, gapMinutes, scope, secondPerson, securityPlan } = settings.declaration ?? declarationSection.parse({});
  return {
    title: "When it is a disaster",
    blocks: [
      words(`The plan is for outages in which most customers (more than ${Math.round(scope.share * 100)} %) cannot use the service. It is a disaster when one of these holds:`),
      boxes(
        `monitoring says DOWN from at least ${locations.atLeast} locations, in every look of ${locations.minutes} minutes;`,
        `${reports.customers} or more customers, each counted once, report within ${reports.withinMinutes} minutes that they cannot use the service.`,
      ),
      words("Then somebody declares it: writes down who, what, why and when, and calls the first person of the calling list."),
      words("With the kit: `failover watch --status` says which of these holds, since when, and by which evidence; `failover report-in` records a customer's report."),
      words(`The service is rebuilt at Google Cloud when Amazon has been down for ${gate.hours} hours and nobody saw it up in between. After more than ${gapMinutes} minutes in which nobody looked, a person judges. Sooner only by name and reason, for what is written after the last backup is lost.`),
      ...(secondPerson ? [words("A second person must confirm the declaration.")] : []),
      ...(securityPlan === undefined ? [] : [words(`A security incident has another plan: ${plain(securityPlan)}`)]),
      boxes("Amazon down since: ______________________", "Rebuild decided by: ______________________  at: ______________  because: ______________________________"),
      ...(settings.recovery.targetMinutes === undefined ? [] : [words(`By the company's agreements the service must be back within ${settings.recovery.targetMinutes} minutes of the declaration.`)]),
    ],
  };
}

/** What only a person at the desk can know, to be filled in on the day. */
export const sheet: Chapter = {
  title: "Sheet for the day",
  blocks: [
    boxes(
      "First seen at: ______________  by: ______________________",
      "Declared at: ______________  by: ______________________  because: ______________________________",
      "Old side: fenced / not fenced, at: ______________",
      "Backup: ______________________________  holds everything until: ______________________",
      "Mirror: database ______________  cache ______________  application ______________  address ______________",
      "Old content of the names: ____________________________________________________________",
      "Cutover: said yes at: ______________  by: ______________________",
      "Writes: said yes at: ______________  by: ______________________",
      "Customers told at: ______________  next update due at: ______________",
    ),
  ],
};
