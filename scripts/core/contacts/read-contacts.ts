import { isMap, isScalar, isSeq, type Document, type Scalar, type YAMLMap } from "yaml";
import { problemsIn, type Problem, type Read } from "../settings-problems.ts";
import type { Contacts } from "./contacts.ts";
import { contactsSchema, isId } from "./contacts-schema.ts";
import { e164 } from "./phone-number.ts";

/** What contacts.yaml says, or every problem in it with its place. A problem names the entry by its id; what stands there is covered. */
export const readContacts = (text: string, file: string): Read<Contacts> => problemsIn(contactsSchema, text, file, contradictions);

/** What no schema can tell: who is there twice, who is not there at all, who cannot be reached, who would be called for ever. */
function contradictions(document: Document): readonly Problem[] {
  const people = entriesOf(document, "people");
  const teams = entriesOf(document, "teams");
  const vendors = entriesOf(document, "vendors");
  const known = new Set(people.map((person) => textOf(person, "id")));
  return [
    ...[people, teams, vendors].flatMap((entries) => repeated(valuesAt(entries, "id"), "is listed above already")),
    ...repeated(valuesAt(people, "email"), "is somebody else's above", (address) => address.toLowerCase()),
    ...repeated(["mobile", "home"].flatMap((key) => valuesAt(people, key)), "is listed already: who is called twice on one number is called once", (number) => e164(number) ?? number),
    ...people.filter((person) => ["mobile", "home", "work", "email"].every((key) => !person.has(key))).map((person) => at(person, "has neither a telephone number nor a mail address")),
    ...vendors.filter((vendor) => ["phone", "email", "url"].every((key) => !vendor.has(key))).map((vendor) => at(vendor, "has no telephone number, no mail address and no url")),
    ...valuesAt(people, "deputy").filter(({ scalar }) => !known.has(String(scalar.value))).map((deputy) => wrong(deputy, "is nobody of 'people'")),
    ...endless(people),
    ...teams.flatMap((team) => membersOf(team, known)),
  ];
}

type Value = { readonly entry: YAMLMap; readonly key: string; readonly scalar: Scalar };

function entriesOf(document: Document, key: string): readonly YAMLMap[] {
  const list = document.get(key);
  return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

const valuesAt = (entries: readonly YAMLMap[], key: string): readonly Value[] =>
  entries.flatMap((entry) => {
    const scalar = entry.get(key, true);
    return isScalar(scalar) ? [{ entry, key, scalar }] : [];
  });

const textOf = (entry: YAMLMap, key: string): string | undefined => {
  const value = entry.get(key);
  return typeof value === "string" ? value : undefined;
};

const wrong = ({ entry, key, scalar }: Value, what: string): Problem => ({ offset: scalar.range?.[0] ?? 0, text: `${nameOf(entry)} ${key}: ${what}` });
const at = (entry: YAMLMap, what: string): Problem => ({ offset: entry.range?.[0] ?? 0, text: `${nameOf(entry)}: ${what}` });

/** An id that is none may be anything, even a name. */
const nameOf = (entry: YAMLMap): string => told(textOf(entry, "id"));
const told = (id: string | undefined): string => (isId(id) ? id : "an entry without a sound id");

function repeated(values: readonly Value[], what: string, same: (text: string) => string = (text) => text): readonly Problem[] {
  const seen = new Set<string>();
  return values.flatMap((value) => {
    const key = same(String(value.scalar.value));
    if (seen.has(key)) return [wrong(value, what)];
    seen.add(key);
    return [];
  });
}

/** Deputies in a ring: whoever follows them never comes to an end. Each ring is told once, at the first of it. */
function endless(people: readonly YAMLMap[]): readonly Problem[] {
  const deputies = new Map(valuesAt(people, "deputy").map((value) => [textOf(value.entry, "id") ?? "", value]));
  const found = new Set<string>();
  return [...deputies].flatMap(([id, value]) => {
    const ring = [id];
    for (let next = String(value.scalar.value); !ring.includes(next); next = String(deputies.get(next)?.scalar.value)) {
      if (!deputies.has(next)) return [];
      ring.push(next);
    }
    const isRing = String(deputies.get(ring.at(-1) ?? "")?.scalar.value) === id;
    if (!isRing || found.has(id)) return [];
    for (const member of ring) found.add(member);
    return [wrong(value, ring.length === 1 ? "is the very same person" : `goes round in a circle: ${[...ring, id].map(told).join(", ")}`)];
  });
}

function membersOf(team: YAMLMap, known: ReadonlySet<string | undefined>): readonly Problem[] {
  const list = team.get("members");
  const members = (isSeq(list) ? list.items : []).filter((item): item is Scalar => isScalar(item)).map((scalar) => ({ entry: team, key: "members", scalar }));
  return [...members.filter(({ scalar }) => !known.has(String(scalar.value))).map((member) => wrong(member, "there is nobody of this id in 'people'")), ...repeated(members, "is in this team already")];
}
