import { ofKind, type Told } from "../evidence.ts";

/** Somebody to be paged: the next one is, when they do not acknowledge in time. */
export type Rung = { readonly person: string };

/** What the evidence tells of one page. */
export type Page = {
  readonly page: string;
  readonly about: string;
  readonly says: string;
  readonly at: number;
  readonly tries: readonly { readonly rung: number; readonly person: string; readonly channel: string; readonly outcome: "sent" | "failed"; readonly at: number }[];
  readonly acknowledged: { readonly by: string; readonly at: number } | undefined;
  readonly ended: { readonly at: number; readonly because: string } | undefined;
};

/** A page's name, from what makes it different from all others. */
export const pageName = (hex: string): string => `p-${hex}`;

/** Whether a text can be a page's name. */
export const isPageName = (text: string): boolean => /^p-[0-9a-f]{8}$/.test(text);

/** Every page there was, oldest first. An acknowledgement that arrives before what it acknowledges counts as well. */
export function pagesIn(told: readonly Told[]): readonly Page[] {
  const tries = ofKind(told, "paged");
  const acknowledged = ofKind(told, "acknowledged");
  const ended = ofKind(told, "page-ended");
  return ofKind(told, "page").map(({ entry: { page, about, says }, at }) => {
    const ack = acknowledged.find(({ entry }) => entry.page === page);
    const end = ended.find(({ entry }) => entry.page === page);
    return {
      page,
      about,
      says,
      at,
      tries: tries.filter(({ entry }) => entry.page === page).map(({ entry: { rung, person, channel, outcome }, at: when }) => ({ rung, person, channel, outcome, at: when })),
      acknowledged: ack === undefined ? undefined : { by: ack.entry.through ?? ack.entry.by, at: ack.at },
      ended: end === undefined ? undefined : { at: end.at, because: end.entry.because },
    };
  });
}

/** People in the order in which they are paged: each followed by their deputies, nobody twice in a row. */
export function ladderOf(calls: readonly { readonly id: string; readonly deputies: readonly { readonly id: string }[] }[]): readonly Rung[] {
  const order = calls.flatMap(({ id, deputies }) => [id, ...deputies.map((deputy) => deputy.id)]);
  return order.filter((person, index) => order.indexOf(person) === index).map((person) => ({ person }));
}

export type Pace = { readonly minutes: number; readonly rounds: number };
export type Due = { readonly rung: number; readonly person: string };

/**
 * Who is to be paged now: the next on the ladder once the one before has had their minutes, or could be reached by no
 * road at all; from the top again, for so many rounds, counted from the first who was reached: as long as nobody is, it
 * goes on. Nobody, once it is acknowledged or over.
 */
export function dueNow(page: Page, ladder: readonly Rung[], { minutes, rounds }: Pace, now: number): Due | undefined {
  if (page.acknowledged !== undefined || page.ended !== undefined || ladder.length === 0) return undefined;
  const last = page.tries.reduce((highest, { rung }) => Math.max(highest, rung), -1);
  const next = last + 1;
  const person = ladder[next % ladder.length]?.person;
  const firstReached = Math.min(...page.tries.filter(({ outcome }) => outcome === "sent").map(({ rung }) => rung));
  if (person === undefined || next - firstReached >= ladder.length * rounds) return undefined;
  if (last < 0) return { rung: next, person };
  const ofLast = page.tries.filter(({ rung }) => rung === last);
  const reached = ofLast.some(({ outcome }) => outcome === "sent");
  const since = Math.min(...ofLast.map(({ at }) => at));
  return !reached || now - since >= minutes * 60_000 ? { rung: next, person } : undefined;
}

export type PageWanted = { readonly about: string; readonly says: string };

/** Which pages begin, and which are over: one of which nobody can tell any more goes on. */
export function pageChanges(pages: readonly Page[], wanted: readonly PageWanted[], isOver: (about: string) => boolean): { readonly begin: readonly PageWanted[]; readonly end: readonly Page[] } {
  const open = pages.filter(({ ended }) => ended === undefined);
  return {
    begin: wanted.filter(({ about }) => !open.some((page) => page.about === about)),
    end: open.filter(({ about }) => isOver(about)),
  };
}
