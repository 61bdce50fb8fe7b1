import { readContacts } from "../../core/contacts/read-contacts.ts";
import { entryText, fieldsOf, unverified, withValues, type Entry } from "../../core/contacts/verification.ts";
import type { Questions, World } from "../../world.ts";
import { sealPagingList } from "../paging/sealed-list.ts";
import type { Project } from "../project.ts";
import { keepFile, openContacts } from "./open-contacts.ts";

type Reach = Pick<World, "env" | "files" | "keys" | "clock" | "person">;

/** How a walk through the contacts ended; entries are named by their ids. */
export type Walk = { readonly verified: readonly string[]; readonly doubted: readonly string[]; readonly left: number };

/** Asks about each entry that nobody has verified of late, and dates at once what is found true: a walk cut short goes on where it stopped. */
export async function verifyContacts(project: Project, world: Reach, { ask, show }: Pick<Questions, "ask" | "show">): Promise<Walk> {
  const { contacts } = await openContacts(project, world);
  // What keeps the list for the warden from being sealed is told before anybody is asked.
  await sealPagingList(project, contacts, world);
  const entries = unverified(contacts, world.clock.now());
  const verified: string[] = [];
  const doubted: string[] = [];
  for (const [at, entry] of entries.entries()) {
    show(`\n${at + 1} of ${entries.length}: ${entryText(entry)}`);
    const answer = await choice(ask);
    if (answer === "q") break;
    if (answer === "n") {
      doubted.push(entry.value.id);
      continue;
    }
    const changes = answer === "e" ? await edited(entry, ask) : {};
    if (changes === undefined) break;
    const problems = await kept(project, entry, changes, world);
    if (problems.length === 0) verified.push(entry.value.id);
    else {
      show(`Not written, since it would not be sound:\n${problems.join("\n")}`);
      doubted.push(entry.value.id);
    }
  }
  return { verified, doubted, left: entries.length - verified.length };
}

/** An empty line is no answer. */
async function choice(ask: Questions["ask"]): Promise<"y" | "n" | "e" | "q"> {
  for (;;) {
    const answer = (await ask("Is all of this true? y: yes, e: edit it, n: no, leave it undated, q: stop here  "))?.trim().toLowerCase();
    if (answer === undefined) return "q";
    if (answer === "y" || answer === "n" || answer === "e" || answer === "q") return answer;
  }
}

/** What a person types anew; nothing keeps what is there, a single '-' takes it out. Undefined if they stopped. */
async function edited(entry: Entry, ask: Questions["ask"]): Promise<Readonly<Record<string, string>> | undefined> {
  const values: Readonly<Partial<Record<string, string>>> = { ...entry.value };
  const changes: Record<string, string> = {};
  for (const field of fieldsOf(entry)) {
    const typed = (await ask(`  ${field} [${values[field] ?? ""}]: `))?.trim();
    if (typed === undefined) return undefined;
    if (typed !== "") changes[field] = typed === "-" ? "" : typed;
  }
  return changes;
}

/** The file is read again before each writing: somebody may have edited it meanwhile. */
async function kept(project: Project, entry: Entry, changes: Readonly<Record<string, string>>, world: Reach): Promise<readonly string[]> {
  const { kept: now } = await openContacts(project, world);
  const day = world.clock.now().toISOString().slice(0, 10);
  const text = withValues(now.text, entry, { ...changes, lastVerified: day, verifiedBy: world.person });
  const read = readContacts(text, now.file);
  if ("problems" in read) return read.problems;
  await keepFile(project, now, text, world);
  await sealPagingList(project, read.value, world);
  return [];
}
