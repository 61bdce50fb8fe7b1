import { acknowledged, handed, standing, type Copy } from "../core/book/copies.ts";
import { compose } from "../core/book/compose.ts";
import { CONTACTS_FILE } from "../core/contacts/contacts.ts";
import { FailoverError } from "../core/errors.ts";
import { Exit, type ExitCode } from "../core/exit.ts";
import { displayWidth, indented, padded } from "../core/one-line.ts";
import { noted } from "../core/wrapped.ts";
import { readCopies, writeCopies } from "../pipeline/book/copies.ts";
import { gatherBook } from "../pipeline/book/gather.ts";
import { lookForPeople } from "../pipeline/contacts/open-contacts.ts";
import { openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

type Options = { readonly action: string; readonly to: string | undefined; readonly place: string; readonly by: string | undefined; readonly json: boolean };

/** Who has which version of the plan on paper: shows it, or writes down that somebody was given one, or has it. */
export const handler: Handler<Options> = async ({ project: named, action, to, place, by, json }, world) => {
  const project = await openProject(named, world);
  const copies = await readCopies(project, world.files);
  const at = world.clock.now().toISOString();
  if (action === "list") return show(project, copies, json, world);
  if (action === "hand") {
    const people = peopleIn(to, "--to");
    const facts = await gatherBook(project, world);
    if (facts.lacks !== undefined) throw new FailoverError("BOOK_INCOMPLETE", { because: facts.lacks });
    const { digest: version } = compose(facts);
    const known = await lookForPeople(project, world);
    const strangers = known !== undefined && "contacts" in known ? people.filter((person) => !known.contacts.people.some(({ id }) => id === person)) : [];
    if (strangers.length > 0) world.operator.say(noted(`${CONTACTS_FILE} knows nobody by the id ${strangers.join(", ")}; written down all the same.`));
    await writeCopies(project, world.files, people.reduce<readonly Copy[]>((list, person) => handed(list, { person, place, version, handedAt: at }), copies));
    world.print(`${people.join(", ")}: version ${version}, ${place}. Once they have it: failover copies acknowledge --by <person>`);
    return Exit.ok;
  }
  const people = peopleIn(by, "--by");
  await writeCopies(project, world.files, people.reduce<readonly Copy[]>((list, person) => confirmed(list, person, at), copies));
  world.print(`${people.join(", ")}: acknowledged`);
  return Exit.ok;
};

const peopleIn = (people: string | undefined, option: string): readonly string[] => {
  const ids = (people ?? "").split(",").map((id) => id.trim()).filter((id) => id !== "");
  if (ids.length === 0) throw new FailoverError("COPY_NAMES_NOBODY", { option });
  return ids;
};

function confirmed(copies: readonly Copy[], person: string, at: string): readonly Copy[] {
  const after = acknowledged(copies, person, at);
  if (after === undefined) throw new FailoverError("COPY_NOT_HANDED", { person, known: [...new Set(copies.map((copy) => copy.person))] });
  return after;
}

async function show(project: Project, copies: readonly Copy[], json: boolean, world: World): Promise<ExitCode> {
  const { digest: version } = compose(await gatherBook(project, world));
  const rows = copies.map((copy) => ({ ...copy, acknowledgedAt: copy.acknowledgedAt ?? null, standing: standing(copy, version) }));
  if (json) world.print(JSON.stringify({ schema: "failover-kit/copies/1", version, copies: rows }, null, 2));
  else if (rows.length === 0) world.print(indented(`Nobody is known to have the plan on paper. The version of today is ${version}: failover plan --book --output plan.pdf`, 0, world.paper().columns).join("\n"));
  else world.print([`The version of today is ${version}.`, ...rows.flatMap((row) => rowOf(row, world.paper().columns))].join("\n"));
  return Exit.ok;
}

/** One line, or, where a name or a place is too long for that, two. */
function rowOf({ person, place, version, handedAt, standing: stands }: Pick<Copy, "person" | "place" | "version" | "handedAt"> & { readonly standing: string }, columns: number): readonly string[] {
  const rest = `${version}  ${handedAt.slice(0, 10)}  ${stands}`;
  const line = `${padded(person, 16)} ${padded(place, 8)} ${rest}`;
  return displayWidth(line) <= columns ? [line] : [...indented(`${person}, ${place}`, 0, columns), ...indented(rest, 2, columns)];
}
