import { indented } from "../one-line.ts";
import type { Call, CallingList } from "./calling-list.ts";
import type { Concern } from "./concerns.ts";
import type { Vendor } from "./contacts.ts";
import { spoken } from "./phone-number.ts";
import { several } from "../several.ts";

type Style = { readonly columns: number; /** Only who is called in which order, a number to a line, a box to tick. */ readonly isCallSheet: boolean };

/** The calling list for a person, or a sheet to call by. */
export function callingListText(list: CallingList, { columns, isCallSheet }: Style): string {
  const person = (call: Call, mark: string): readonly string[] => (isCallSheet ? toTick(call, mark, columns) : inFull(call, mark, columns));
  const others = list.others.length === 0 ? [] : [["In no team", ...list.others.flatMap((call) => person(call, "  - "))]];
  const sections = [
    ...list.teams.map(({ name, calls }) => [
      ...indented(name, 0, columns),
      ...calls.flatMap((call, at) => [...person(call, `${String(at + 1).padStart(3)} `), ...call.deputies.flatMap((deputy) => person(deputy, "    no answer: "))]),
    ]),
    ...others,
    ...(isCallSheet || list.vendors.length === 0 ? [] : [["Vendors", ...list.vendors.flatMap((vendor) => ofVendor(vendor, columns))]]),
    ...(list.customers === null || isCallSheet ? [] : [indented(customersText(list.customers), 0, columns)]),
    ...(list.concerns.length === 0 ? [] : [["To be mended", ...list.concerns.flatMap((concern) => indented(concernText(concern), 2, columns))]]),
  ];
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

/** How many the customers' list names. */
export const customersText = ({ contacts, customers }: NonNullable<CallingList["customers"]>): string => `${several(contacts, "designated contact")} of ${several(customers, "customer")}`;

/** What is not as it should be, by the entry's id alone. */
export const concernText = ({ id, because, days }: Concern): string => (days === undefined ? `${id}: ${because}` : `${id}: ${because}, for ${several(days, "day")}`);

const clock = ({ there }: Call): string => `${there.day} ${there.time} there${there.isNight ? ", night" : ""}`;

function inFull(call: Call, mark: string, columns: number): readonly string[] {
  const ways = [...call.numbers.map(({ kind, number }) => `${kind} ${spoken(number)}`), ...(call.email === null ? [] : [call.email])];
  return [...marked(`${call.name}, ${call.role}; ${clock(call)} (${call.there.timeZone})`, mark, columns), ...indented(ways.join(", "), mark.length, columns)];
}

function toTick(call: Call, mark: string, columns: number): readonly string[] {
  const numbers = call.numbers.length === 0 ? ["no telephone number"] : call.numbers.map(({ kind, number }) => `[ ] ${spoken(number)} (${kind})`);
  return [...marked(`${call.name}; ${clock(call)}`, mark, columns), ...numbers.flatMap((line) => indented(line, mark.length, columns))];
}

function marked(text: string, mark: string, columns: number): readonly string[] {
  const [first = "", ...rest] = indented(text, mark.length, columns);
  return [`${mark}${first.trimStart()}`, ...rest];
}

function ofVendor({ name, account, support, phone, email, url }: Vendor, columns: number): readonly string[] {
  const ways = [...(phone === undefined ? [] : [spoken(phone)]), ...[email, url].filter((way) => way !== undefined)];
  return [...marked(`${name}: ${support}${account === undefined ? "" : `; account ${account}`}`, "  - ", columns), ...indented(ways.join(", "), 4, columns)];
}
