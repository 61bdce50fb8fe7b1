import { concerns, type Concern } from "./concerns.ts";
import { numbersOf, type Contacts, type CustomerContact, type Person, type Vendor } from "./contacts.ts";
import { localTime, type LocalTime } from "./local-time.ts";

/** Somebody to call, with what their clock says. */
export type Call = Pick<Person, "id" | "name" | "role"> & {
  readonly numbers: ReturnType<typeof numbersOf>;
  readonly email: string | null;
  readonly there: LocalTime & { readonly timeZone: string };
};

/** One after the other; `deputies` are called, in this order, when the one before does not answer. */
export type Calls = { readonly id: string; readonly name: string; readonly calls: readonly (Call & { readonly deputies: readonly Call[] })[] };

/** `failover contacts --json`. */
export type CallingList = {
  readonly schema: "failover-kit/contacts/1";
  readonly at: string;
  readonly teams: readonly Calls[];
  /** Whoever is in no team and nobody's deputy. */
  readonly others: readonly Call[];
  readonly vendors: readonly Vendor[];
  /** The customers' designated contacts, counted; null when no list is named. */
  readonly customers: { readonly contacts: number; readonly customers: number } | null;
  readonly concerns: readonly Concern[];
};

/** How many contacts of how many customers a list of them names; null where there is no list. */
export const customersCounted = (customers: { readonly contacts: readonly CustomerContact[] } | undefined): CallingList["customers"] =>
  customers === undefined ? null : { contacts: customers.contacts.length, customers: new Set(customers.contacts.map(({ customer }) => customer)).size };

type About = { readonly at: Date; readonly verifyAfterDays: number; readonly team: string | undefined; readonly customers: CallingList["customers"] };

/** Who is called in which order: one team, or everybody. */
export function callingList(contacts: Contacts, { at, verifyAfterDays, team: wanted, customers }: About): CallingList {
  const people = new Map(contacts.people.map((person) => [person.id, person]));
  const known = (id: string | undefined): readonly Person[] => (id === undefined ? [] : [people.get(id)].filter((person) => person !== undefined));
  const deputiesOf = (person: Person): readonly Person[] => known(person.deputy).flatMap((deputy) => [deputy, ...deputiesOf(deputy)]);
  const call = (person: Person): Call => ({
    ...{ id: person.id, name: person.name, role: person.role, numbers: numbersOf(person), email: person.email ?? null },
    there: { ...localTime(at, person.timeZone), timeZone: person.timeZone },
  });
  const teams = contacts.teams.filter(({ id }) => wanted === undefined || id === wanted);
  const calls = teams.map(({ id, name, members }) => ({ id, name, calls: members.flatMap(known).map((person) => ({ ...call(person), deputies: deputiesOf(person).map(call) })) }));
  const listed = new Set(calls.flatMap((team) => team.calls.flatMap((one) => [one.id, ...one.deputies.map(({ id }) => id)])));
  const isAll = wanted === undefined;
  return {
    schema: "failover-kit/contacts/1",
    at: at.toISOString(),
    teams: calls,
    others: isAll ? contacts.people.filter(({ id }) => !listed.has(id)).map(call) : [],
    vendors: isAll ? contacts.vendors : [],
    customers: isAll ? customers : null,
    concerns: concerns(contacts, at, verifyAfterDays).filter(({ id }) => isAll || listed.has(id)),
  };
}
