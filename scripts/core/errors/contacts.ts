import { Exit } from "../exit.ts";
import type { Advice, Catalogue } from "./advice.ts";

/** Whom to call, and who is told. */
export const contactsErrors = {
  CONTACTS_MISSING: (f: { directory: string }): Advice => ({
    what: `there is neither contacts.yaml nor contacts.yaml.age in ${f.directory}`,
    why: "nobody has written down whom to call",
    next: "look at contacts.example.yaml, copy it there and put your own people in",
  }),
  CONTACTS_TWICE: (f: { plain: string; sealed: string }): Advice => ({
    what: `${f.plain} and ${f.sealed} are both there`,
    why: "they may differ, and the wrong one would be called",
    next: `failover contacts encrypt, which removes ${f.plain} where both say the same; if they differ, look which is newer and move the other away`,
  }),
  PAGING_KEY_OPENS_BACKUPS: (f: { file: string }): Advice => ({
    what: `${f.file} is one of export.recipients as well`,
    why: "the warden holds its private half, and must not be able to open a backup",
    next: "name a file of its own under paging.sealed.recipient; 'failover init' makes the pair",
  }),
  CONTACTS_NOT_OPENED: (f: { file: string; because: string }): Advice => ({
    what: `${f.file} cannot be opened: ${f.because}`,
    why: "it is encrypted, and only the holders of the backups' keys can read it",
    next: "export the variable of recovery.identity with the path of the operations key, then type the same command again",
  }),
  CONTACTS_NOT_SEALED: (f: { file: string; because: string }): Advice => ({
    what: `${f.file} was not encrypted: ${f.because}`,
    why: "the plain file goes only after the encrypted one was read back",
    next: "mend what is named; the plain file is as it was",
  }),
  TEAM_UNKNOWN: (f: { team: string; known: readonly string[] }): Advice => ({
    what: `contacts.yaml has no team '${f.team}'`,
    why: f.known.length === 0 ? "it has no teams at all" : `its teams are ${f.known.join(", ")}`,
    next: "name one of its teams, or leave --team out",
    exit: Exit.usage,
  }),
  NOBODY_TO_ASK: (f: { command: string }): Advice => ({
    what: `'${f.command}' asks questions, and nobody is there to answer`,
    why: "standard input is no terminal, and only a person can say whether a number is right",
    next: "type it on a terminal",
  }),
} as const satisfies Catalogue;
