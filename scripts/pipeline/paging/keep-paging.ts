import type { Evaluation } from "../../core/declaration/evaluate.ts";
import type { Told } from "../../core/evidence.ts";
import { dueNow, pageChanges, pageName, pagesIn, type Due, type Page, type Pace, type Rung } from "../../core/paging/ladder.ts";
import type { Message } from "../../core/paging/payloads.ts";
import { isOver, pagesWanted } from "../../core/paging/wanted.ts";
import { pagingListOf } from "../../core/paging/paging-list.ts";
import { isExpected } from "../../core/errors.ts";
import type { World } from "../../world.ts";
import { lookForPeople } from "../contacts/open-contacts.ts";
import type { EvidenceLog } from "../evidence/log.ts";
import type { Project } from "../project.ts";
import type { Roads, Sent } from "./roads.ts";
import { readSealedList, type ListRead } from "./sealed-list.ts";

/** Nobody in particular: whoever listens at the webhooks. */
const EVERYBODY = "everybody";
const SMS_CHARACTERS = 300;

const hears = ({ written: { channels } }: Project): boolean => (channels?.webhooks.length ?? 0) > 0;

/** Whom to page in which order, and where each is reached. */
export type Staff = { readonly ladder: readonly Rung[]; readonly mobileOf: (person: string) => string | undefined; readonly emailOf: (person: string) => string | undefined; readonly pace: Pace; readonly note: string | undefined };

/**
 * The team that the settings name: from contacts.yaml, or where that cannot be read here from the list that is sealed to
 * this machine's own key. Without either only the webhooks are left, if there are any, and that is said.
 */
export async function staffOf(project: Project, world: Pick<World, "env" | "files" | "keys">): Promise<Staff> {
  const { paging } = project.written;
  const pace: Pace = { minutes: paging?.minutes ?? 5, rounds: paging?.rounds ?? 3 };
  const nobody = (note: string): Staff => ({ ladder: [], mobileOf: () => undefined, emailOf: () => undefined, pace, note: `${note}: ${hears(project) ? "only the webhooks are used" : "there is no webhook either, so nobody is paged"}` });
  if (paging === undefined) return nobody("failover.yaml names nobody to page ('paging')");
  const read = await listOf(project, paging, world);
  if ("because" in read) return nobody(read.because);
  const { people, team } = read.list;
  if (people.length === 0 || team !== paging.team) return nobody(`there is no team '${paging.team}', or nobody is in it`);
  const known = (person: string) => people.find(({ id }) => id === person);
  return { ladder: people.map(({ id }) => ({ person: id })), mobileOf: (person) => known(person)?.mobile, emailOf: (person) => known(person)?.email, pace, note: undefined };
}

async function listOf(project: Project, { team, sealed }: NonNullable<Project["written"]["paging"]>, world: Pick<World, "env" | "files" | "keys">): Promise<ListRead> {
  const own = await fromContacts(project, team, world);
  if ("list" in own || sealed === undefined) return own;
  const read = await readSealedList(project, sealed.identity, world);
  return "list" in read ? read : { because: `${own.because}; ${read.because}` };
}

async function fromContacts(project: Project, team: string, world: Pick<World, "env" | "files" | "keys">): Promise<ListRead> {
  try {
    const found = await lookForPeople(project, world);
    if (found === undefined) return { because: "there is no contacts.yaml" };
    return "problems" in found ? { because: `${found.file} has ${found.problems.length} problems` } : { list: pagingListOf(found.contacts, team) };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { because: error.advice.what };
  }
}

export type Paging = { readonly project: Project; readonly log: EvidenceLog; readonly roads: Roads; readonly staff: Staff };

/**
 * One look at who is to be told what: begins pages, ends them, and pages whoever is due. Everything is written down before
 * and after, so that another process goes on where this one died; at most one message is sent twice.
 */
export async function pageOnce({ project, log, roads, staff }: Paging, { told, now, evaluation }: { readonly told: readonly Told[]; readonly now: number; readonly evaluation: Evaluation }, { operator, randomHex }: Pick<World, "operator" | "randomHex">): Promise<void> {
  const { service } = project.written;
  const pages = pagesIn(told);
  // Where nobody is named, everybody stands on the ladder: an announcement that went nowhere, or that a crash kept back, is made again.
  const ladder: readonly Rung[] = staff.ladder.length === 0 ? [{ person: EVERYBODY }] : staff.ladder;
  const { begin, end } = pageChanges(pages, pagesWanted(evaluation), (about) => isOver(about, evaluation));
  const messageOf = (page: string, says: string): Message => ({ page, service, says, acknowledge: `failover page ack ${page}` });
  const tell = (sent: readonly Sent[]) => sent.map(({ channel, outcome, because }) => `${channel} ${outcome}${outcome === "failed" ? ` (${because})` : ""}`).join(", ");

  for (const { page, says, about } of end) {
    await log.write({ kind: "page-ended", page, because: `'${about}' is no longer so` });
    operator.say(`page ${page} is over: '${about}' is no longer so`);
    const untold = (await roads.follow("resolve", { page, service, says })).find(({ outcome }) => outcome === "failed");
    if (untold !== undefined) operator.say(`page ${page}: PagerDuty was not told that it is over (${untold.because}): resolve it there`);
  }
  const begun: Page[] = [];
  for (const { about, says } of begin) {
    const page = pageName(randomHex(8));
    await log.write({ kind: "page", page, about, says });
    operator.say(`page ${page}: ${says}`);
    begun.push({ page, about, says, at: now, tries: [], acknowledged: undefined, ended: undefined });
  }
  const open = [...pages.filter(({ page }) => !end.some((one) => one.page === page)), ...begun];
  for (const page of open) await pageWhoIsDue(page);

  async function pageWhoIsDue(page: Page): Promise<void> {
    // One that began just now nobody can have taken on; one that somebody took on needs no asking.
    const taken = begun.includes(page) || page.acknowledged !== undefined ? undefined : await roads.taken?.(page.page);
    if (typeof taken === "object" && "by" in taken) {
      await log.write({ kind: "acknowledged", page: page.page, through: taken.by });
      operator.say(`page ${page.page} is taken on by ${taken.by}`);
      return;
    }
    const due = dueNow(staff.ladder.length === 0 ? page : { ...page, tries: page.tries.filter(({ person }) => person !== EVERYBODY) }, ladder, staff.pace, now);
    if (page.acknowledged === undefined && staff.ladder.length > 0 && roads.sms !== undefined) await announceWhereDue(page);
    if (due === undefined) return;
    if (typeof taken === "object") operator.say(`page ${page.page}: PagerDuty cannot tell whether somebody took it on (${taken.unknown})`);
    for (const sent of await Promise.all(waysTo(page, due))) await noteTry(page, due, sent);
  }

  /** Beside the texts of the ladder each webhook hears of a page once: one that was busy, or that a crash kept it from, is told again. */
  async function announceWhereDue({ page, says, tries }: Page): Promise<void> {
    const heard = tries.filter(({ person, outcome }) => person === EVERYBODY && outcome === "sent").map(({ channel }) => channel);
    const due = (project.written.channels?.webhooks ?? []).map(({ kind }) => kind).filter((kind) => !heard.includes(kind));
    for (const sent of due.length === 0 ? [] : await roads.announce(messageOf(page, says), due)) await noteTry({ page }, { person: EVERYBODY, rung: 0 }, sent);
  }

  /** Number and address stay out of the log: a person's id is enough. */
  async function noteTry({ page }: Pick<Page, "page">, { person, rung }: Due, { channel, outcome, because }: Sent): Promise<void> {
    await log.write({ kind: "paged", page, person, rung, channel, outcome, because });
    operator.say(`page ${page}: ${person} by ${channel}: ${outcome}${outcome === "failed" ? ` (${because})` : ""}`);
  }

  /** Every road to this person at once; who cannot be reached by a text is called upon where everybody listens. */
  function waysTo(page: Page, { person, rung }: Due): readonly Promise<Sent>[] {
    const text = `${service}: ${page.says}`;
    const acknowledge = `failover page ack ${page.page}`;
    const by = (channel: string, to: string | undefined, what: string, send: (to: string) => Promise<Sent>): Promise<Sent> => (to === undefined ? Promise.resolve({ channel, outcome: "failed", because: `no ${what} in contacts.yaml` }) : send(to));
    const { sms, mail } = roads;
    const everybody = async (): Promise<Sent> => ({ channel: EVERYBODY, ...(await again(page)) });
    if (person === EVERYBODY) return [everybody()];
    return [
      ...(sms !== undefined || mail === undefined || hears(project) ? [sms === undefined ? everybody() : by("sms", staff.mobileOf(person), "mobile number", (to) => sms(to, `${text.slice(0, SMS_CHARACTERS)} ${acknowledge}`))] : []),
      ...(mail === undefined ? [] : [by("mail", staff.emailOf(person), "mail address", (to) => mail(to, { id: `${page.page}.${rung}`, subject: `${service}: you are paged`, text: `${text}\n\nTo acknowledge: ${acknowledge}` }))]),
    ];
  }

  /** With no road to one person, everybody is told again whose turn it is. */
  async function again({ page, says }: Page): Promise<Pick<Sent, "outcome" | "because">> {
    const sent = await roads.announce(messageOf(page, says));
    return sent.some(({ outcome }) => outcome === "sent") ? { outcome: "sent", because: tell(sent) } : { outcome: "failed", because: sent.length === 0 ? "failover.yaml names no webhook" : tell(sent) };
  }
}
