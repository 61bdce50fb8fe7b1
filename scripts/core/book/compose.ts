import { createHash } from "node:crypto";
import type { Book, Chapter } from "./blocks.ts";
import { card } from "./card.ts";
import { codeBranch, databaseBranch, failoverBranch, goingBack, rehearsal, waitingBranch } from "./chapters/branches.ts";
import { keysAndCopies } from "./chapters/keys.ts";
import { criteria, opening, sheet } from "./chapters/opening.ts";
import type { BookFacts } from "./facts.ts";

const DIGITS = 12;

/** The plan as a book. Two books of one digest say the same, but for the day they were printed and the times that drills took. */
export function compose(facts: BookFacts): Book {
  const digest = createHash("sha256").update(JSON.stringify(chapters({ ...facts, measured: new Map() }))).update(JSON.stringify(card(facts, ""))).digest("hex").slice(0, DIGITS);
  return { service: facts.place.settings.service, version: facts.kitVersion, printedAt: facts.printedAt, digest, chapters: chapters(facts), card: card(facts, digest) };
}

const chapters = (facts: BookFacts): readonly Chapter[] => [
  opening(facts),
  criteria(facts),
  ...facts.people,
  ...facts.triage,
  sheet,
  failoverBranch(facts),
  ...(facts.place.settings.aws === undefined ? [] : [databaseBranch(facts)]),
  codeBranch(facts),
  waitingBranch,
  keysAndCopies(facts),
  goingBack(facts),
  rehearsal,
];
