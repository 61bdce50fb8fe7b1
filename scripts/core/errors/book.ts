import { Exit } from "../exit.ts";
import { listed, type Advice, type Catalogue } from "./advice.ts";

/** The plan on paper, and who has it. */
export const bookErrors = {
  BOOK_WITHOUT_OUTPUT: (f: { known: readonly string[] }): Advice => ({
    what: "it is not said into which file the plan is to be written",
    why: "it holds people's private numbers, and does not belong on a screen or in a log",
    next: `name a file that ends in ${f.known.join(", ")}: failover plan --book --output plan.pdf`,
    exit: Exit.usage,
  }),
  BOOK_NOT_ASKED: (f: { option: string; typed: string }): Advice => ({
    what: `${f.option} is for the plan on paper, and --book is not given`,
    why: "nothing was written",
    next: `failover plan --book ${f.option} ${f.typed}`,
    exit: Exit.usage,
  }),
  BOOK_INCOMPLETE: (f: { because: string }): Advice => ({
    what: `today's version of the plan cannot be told: ${f.because}`,
    why: "a copy is known by the digest of the whole, calling list and all",
    next: "type the command where the operations key is",
  }),
  PDF_LIBRARY_MISSING: (_: object): Advice => ({
    what: "the library that makes PDF files is not installed beside the kit",
    why: "it is not a part of the bundle that goes onto other machines",
    next: "type the command in a clone where 'npm ci' was run, or take --format html and print that",
  }),
  COPIES_UNREADABLE: (f: { file: string; problems: readonly string[] }): Advice => ({
    what: `${f.file} cannot be read:${listed(f.problems)}`,
    why: "it says who has a copy of the plan, and must not be written over before it is whole",
    next: `correct it, or take it back: git checkout -- ${f.file}`,
  }),
  COPY_NAMES_NOBODY: (f: { option: string }): Advice => ({
    what: `${f.option} names nobody`,
    why: "a copy that nobody has cannot be followed",
    next: `say whose it is, as in ${f.option} ana,ben`,
  }),
  COPY_NOT_HANDED: (f: { person: string; known: readonly string[] }): Advice => ({
    what: `nobody wrote down that '${f.person}' was given a copy${f.known.length === 0 ? "" : `; those who were: ${f.known.join(", ")}`}`,
    why: "what was not handed out cannot be acknowledged",
    next: `failover copies hand --to ${f.person} --place home`,
  }),
} as const satisfies Catalogue;
