import { Exit } from "../exit.ts";
import { several } from "../several.ts";
import { listedWithLines, type Advice, type Catalogue } from "./advice.ts";

/** Settings, variables, keys and the project's own files. */
export const settingsErrors = {
  SETTINGS_INVALID: (f: { file: string; problems: readonly string[] }): Advice => ({
    what: `${several(f.problems.length, "problem")} in ${f.file}:${listedWithLines(f.problems)}`,
    why: "the kit does not guess during an incident",
    next: `correct ${f.problems.length === 1 ? "it" : "all of them"}, then type the same command again`,
  }),
  VARIABLES_UNSET: (f: { file: string; missing: readonly string[] }): Advice => ({
    what: `${f.file} names ${f.missing.length === 1 ? "a variable that is" : "variables that are"} not set:${listedWithLines(f.missing)}`,
    why: "this command needs what they hold",
    next: `export ${f.missing.length === 1 ? "it" : "all of them"}, then type the same command again`,
  }),
  SECRET_TOO_SHORT: (f: { file: string; tooShort: readonly string[]; shortest: number }): Advice => ({
    what: `${f.file} names ${f.tooShort.length === 1 ? "a secret" : "secrets"} of fewer than ${f.shortest} characters:${listedWithLines(f.tooShort)}`,
    why: "so short a text stands in ordinary words as well; it could not be covered in logs and reports",
    next: "give each a longer value where it is at home, export it, then type the same command again",
  }),
  SECTION_MISSING: (f: { file: string; section: string; purpose: string }): Advice => ({
    what: `${f.file} says nothing of '${f.section}'`,
    why: f.purpose,
    next: "look at failover.example.yaml for what belongs there, and add it",
  }),
  PROJECT_NOT_FOUND: (f: { directory: string; upwards: boolean }): Advice => ({
    what: `no failover.yaml in ${f.directory}${f.upwards ? " or above it" : ""}`,
    why: "it holds what the kit must know about your service",
    next: "go to your project's directory, or name it with --project; a new one begins with a copy of the kit's failover.example.yaml",
  }),
  FILE_MISSING: (f: { path: string; purpose: string; whose?: string }): Advice => ({
    what: `${f.path} is not there`,
    why: f.purpose,
    next: f.whose === undefined ? "put it there, or run 'failover init' if the kit should make it" : `put it there: ${f.whose}`,
  }),
  FILE_UNREADABLE: (f: { path: string; reason: string }): Advice => ({
    what: `${f.path} cannot be read: ${f.reason}`,
    why: "it is there, and what it says must not be guessed",
    next: "check what it is and whose it is, then type the same command again",
  }),
  FILE_TOO_LARGE: (f: { path: string; limitMegabytes: number }): Advice => ({
    what: `${f.path} is larger than the ${f.limitMegabytes} MB that can be read at once`,
    why: "nothing of it was read: half of it might be taken for all",
    next: "divide it, and type the same command with each part; of a mailbox, move the messages of these days into one of their own, or name a directory that holds each message as a file",
  }),
  FILE_UNUSABLE: (f: { path: string; reason: string }): Advice => ({
    what: `${f.path} cannot be read or written: ${f.reason}`,
    why: "the kit cannot go on without it",
    next: "mend its rights, its disk's space or its path, then type the same command again",
    exit: Exit.failed,
  }),
  ANSWER_UNREADABLE: (f: { source: string; problems: readonly string[] }): Advice => ({
    what: `${f.source} answered something the kit cannot read:${listedWithLines(f.problems)}`,
    why: "acting on a guess could change the wrong thing",
    next: "check that both sides are of the same version of the kit",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
