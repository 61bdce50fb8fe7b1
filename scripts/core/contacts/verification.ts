import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { daysSince, isToCome } from "./concerns.ts";
import { numbersOf, type Contacts, type Person, type Vendor } from "./contacts.ts";
import { spoken } from "./phone-number.ts";

/** An entry that somebody answers for, and the list it stands in. */
export type Entry = { readonly list: "people"; readonly value: Person } | { readonly list: "vendors"; readonly value: Vendor };

/** A walk that was cut short goes on after those dated within so many days. */
const ONE_WALK_DAYS = 7;

/** Whom a walk through the list still has to ask about, in the file's order. */
export const unverified = ({ people, vendors }: Contacts, at: Date): readonly Entry[] =>
  [...people.map((value): Entry => ({ list: "people", value })), ...vendors.map((value): Entry => ({ list: "vendors", value }))].filter(
    ({ value: { lastVerified } }) => lastVerified === undefined || isToCome(lastVerified, at) || daysSince(lastVerified, at) > ONE_WALK_DAYS,
  );

/** What a person may change of an entry while it is verified. */
export const fieldsOf = ({ list }: Entry): readonly string[] =>
  list === "people" ? ["name", "role", "email", "mobile", "home", "work", "timeZone", "deputy"] : ["name", "account", "support", "phone", "email", "url"];

/** An entry as it is read out to whoever verifies it. */
export function entryText(entry: Entry): string {
  const { value } = entry;
  const rows =
    entry.list === "people"
      ? [entry.value.role, ...numbersOf(entry.value).map(({ kind, number }) => `${kind} ${spoken(number)}`), entry.value.email, entry.value.timeZone, entry.value.deputy === undefined ? undefined : `deputy ${entry.value.deputy}`]
      : [entry.value.support, entry.value.account === undefined ? undefined : `account ${entry.value.account}`, entry.value.phone === undefined ? undefined : spoken(entry.value.phone), entry.value.email, entry.value.url];
  const since = value.lastVerified === undefined ? "never verified" : `last verified ${value.lastVerified}`;
  return [`${value.name} (${value.id}), ${since}`, ...rows.flatMap((row) => (row === undefined ? [] : [`  ${row}`]))].join("\n");
}

/** contacts.yaml with these values in one entry, and all its comments; an empty value takes the field out. */
export function withValues(text: string, { list, value: { id } }: Entry, values: Readonly<Record<string, string>>): string {
  const document = parseDocument(text);
  const entries = document.get(list);
  const entry = isSeq(entries) ? entries.items.find((item) => isMap(item) && item.get("id") === id) : undefined;
  if (!isMap(entry)) return text;
  for (const [field, value] of Object.entries(values)) {
    const written = entry.get(field, true);
    if (value === "") entry.delete(field);
    else if (isScalar(written)) written.value = value;
    else entry.set(field, value);
  }
  return document.toString({ lineWidth: 0 });
}
