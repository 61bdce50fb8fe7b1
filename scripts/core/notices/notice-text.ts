import { stopwatch } from "../progress-line.ts";
import type { Notice, Sent } from "./notice.ts";
import { timeText } from "./values.ts";
import { several } from "../several.ts";

/** How far it has come since `before`, when this process began, and how long the rest takes at that pace. */
export function progressOf({ accepted, bounced }: Sent, { all, before, seconds }: { readonly all: number; readonly before: Sent; readonly seconds: number }): string {
  const done = accepted.size + bounced.size;
  const here = done - before.accepted.size - before.bounced.size;
  const rest = here === 0 ? "" : `, about ${stopwatch(((all - done) * seconds) / here)} left`;
  return `${done} of ${all} told${bounced.size === 0 ? "" : `, ${bounced.size} of them bounced`}; ${stopwatch(seconds)}${rest}`;
}

/** What a notice would say, and to how many, before anything is sent. */
export function previewText(notice: Notice, about: { readonly first: string; readonly alsoNamed: number; readonly leftOut: readonly string[] }): string {
  return [
    `To ${whom(notice)}, ${about.first} first${about.alsoNamed === 0 ? "" : `; ${about.alsoNamed} more entries name the same addresses`}`,
    ...(about.leftOut.length === 0 ? [] : [`Left out, since the row is not sound:`, ...about.leftOut.map((problem) => `  ${problem}`)]),
    dueText(notice),
    "",
    `Subject: ${notice.subject}`,
    "",
    notice.text.trimEnd(),
  ].join("\n");
}

/** Customers' contacts are many to a customer; a team's name is no word for its people. */
function whom({ recipients: { length: count }, isDrill, audience }: Notice): string {
  if (audience === "customers" && !isDrill) return several(count, "customer");
  return `${count} ${count === 1 ? "person" : "people"} of ${isDrill ? "the drill's team" : audience === "internal" ? "our own" : `the team '${audience}'`}`;
}

const dueText = ({ nextUpdateDue }: Notice): string => (nextUpdateDue === null ? "No further update is promised" : `The next update is promised by ${timeText(new Date(nextUpdateDue))}`);

/** Where the notifications stand: what was said last, and when the next word is due. */
export type Promised = { readonly notice: string; readonly state: string; readonly audience: string; readonly isDrill: boolean; readonly at: string; readonly nextUpdateDue: string | null; readonly overdueMinutes: number };

const MINUTE = 60_000;

/** The newest word to customers and when the next is due; undefined when none was given. A drill's word keeps no promise that was made in earnest. */
export function promisedBy(notices: readonly Notice[], now: Date): Promised | undefined {
  const told = notices.filter(({ audience }) => audience === "customers").toSorted((a, b) => a.at.localeCompare(b.at));
  const inEarnest = told.filter(({ isDrill }) => !isDrill).at(-1);
  const last = inEarnest !== undefined && inEarnest.nextUpdateDue !== null ? inEarnest : told.at(-1);
  if (last === undefined) return undefined;
  const overdue = last.nextUpdateDue === null ? 0 : Math.floor((now.getTime() - Date.parse(last.nextUpdateDue)) / MINUTE);
  return { notice: last.id, state: last.state, audience: last.audience, isDrill: last.isDrill, at: last.at, nextUpdateDue: last.nextUpdateDue, overdueMinutes: Math.max(0, overdue) };
}

/** One line for whoever looks at where a run stands. */
export function promisedText({ state, isDrill, at, nextUpdateDue, overdueMinutes }: Promised): string {
  const due = nextUpdateDue === null ? "no further update is promised" : overdueMinutes > 0 ? `the next update is OVERDUE by ${overdueMinutes} min: 'failover notify'` : `the next update is due by ${nextUpdateDue.slice(11, 16)}Z`;
  return `customers ${isDrill ? "(a drill) " : ""}were told '${state}' at ${at.slice(11, 16)}Z; ${due}`;
}

/** What the mail server refused for good, and what came back after it had been taken, a line for each notice; people by their ids. */
export const returnedLines = (notices: readonly { readonly notice: Pick<Notice, "id" | "state">; readonly sent: Pick<Sent, "bounced" | "returned"> }[]): readonly string[] =>
  notices.flatMap(({ notice, sent }) => {
    const line = (what: string, those: ReadonlyMap<string, string>): readonly string[] => (those.size === 0 ? [] : [`of ${notice.id} ('${notice.state}') ${those.size} ${what}: ${[...those].map(([id, code]) => `${id} (${code})`).join(", ")}`]);
    return [...line("bounced", sent.bounced), ...line("came back later", sent.returned)];
  });

/** What was cut short and still has somebody to tell, a line for each notice. */
export const unfinishedLines = (notices: readonly { readonly notice: Pick<Notice, "id" | "state" | "audience" | "isDrill" | "recipients">; readonly left: number }[]): readonly string[] =>
  notices.map(({ notice: { id, state, audience, isDrill, recipients }, left }) => `NOT FINISHED: '${state}' to ${audience}${isDrill ? " (a drill)" : ""} has ${left} of ${recipients.length} left: failover notify --resume ${id}`);

/** How a notice ended, with everybody named whom a person must know of, by id. */
export function endText(notice: Notice, sent: Sent, { left, gone }: { readonly left: number; readonly gone: readonly string[] }): string {
  const list = (title: string, ids: readonly string[]): readonly string[] => (ids.length === 0 ? [] : [`${title}:`, ...ids.map((id) => `  ${id}`)]);
  return [
    `Notice ${notice.id}: ${sent.accepted.size} of ${notice.recipients.length} accepted, ${sent.bounced.size} bounced, ${left} left`,
    ...list("Bounced, for good", [...sent.bounced].map(([id, code]) => `${id} (${code})`)),
    ...list("Came back later", [...sent.returned].map(([id, code]) => `${id} (${code})`)),
    ...list("May have it twice, with the same Message-ID", [...sent.repeated]),
    ...list("In no list any more, and not told", gone.filter((id) => !sent.accepted.has(id))),
    ...(left === 0 ? [] : [`next: failover notify --resume ${notice.id}`]),
  ].join("\n");
}
