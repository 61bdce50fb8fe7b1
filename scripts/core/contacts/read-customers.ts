import { parse } from "csv-parse/sync";
import type { CustomerContact } from "./contacts.ts";
import { isTimeZone } from "./local-time.ts";
import { mailAddress } from "./mail-address.ts";
import { e164 } from "./phone-number.ts";

/** The columns that a list of customers' contacts must have, and those it may have besides; any other is let be. */
const needed = ["id", "customer", "name", "email"] as const;
const optional = ["mobile", "timeZone"] as const;
/** What stands for bytes that are no UTF-8, once a file was read. */
const UNREADABLE = "\uFFFD";
type Column = (typeof needed)[number] | (typeof optional)[number];

/** The rows that are sound, and what is wrong with the others: the line and the entry's id, never what stands there. */
export type ReadCustomers = { readonly contacts: readonly CustomerContact[]; readonly problems: readonly string[] };

const sound = {
  id: (text: string) => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) ? undefined : "is no id: up to 64 letters, digits, '.', '_' or '-'"),
  customer: (text: string) => (text === "" ? "is missing" : undefined),
  name: (text: string) => (text === "" ? "is missing" : undefined),
  email: (text: string) => (text === "" ? "is missing" : mailAddress.safeParse(text).success ? undefined : "is no mail address"),
  mobile: (text: string) => (text === "" || e164(text) !== undefined ? undefined : "is no number that can exist; write it with its country, like +12025550101"),
  timeZone: (text: string) => (text === "" || isTimeZone(text) ? undefined : "is no time zone; write one like Europe/London"),
} as const satisfies Readonly<Record<Column, (text: string) => string | undefined>>;

type Row = { readonly record: Readonly<Partial<Record<string, string>>>; readonly line: number };

/** Reads a list of customers' designated contacts: comma-separated values, the first line names the columns. */
export function readCustomers(text: string, file: string): ReadCustomers {
  const lines = rowsOf(text);
  if ("problem" in lines) return { contacts: [], problems: [`${file}${lines.problem}`] };
  if (lines.columns.length === 1 && lines.columns[0]?.includes(";") === true) return { contacts: [], problems: [`${file}:1 its columns are separated by semicolons; save it with commas`] };
  const missing = needed.filter((column) => !lines.columns.includes(column));
  if (missing.length > 0) return { contacts: [], problems: missing.map((column) => `${file}:1 there is no column '${column}'`) };
  const doubled = [...needed, ...optional].filter((column) => lines.columns.indexOf(column) !== lines.columns.lastIndexOf(column));
  if (doubled.length > 0) return { contacts: [], problems: doubled.map((column) => `${file}:1 the column '${column}' is there twice`) };

  const twice = { id: new Set<string>(), address: new Set<string>() };
  const read = lines.rows.map((row) => ({ row, wrong: [...wrongIn(row), ...repeatedIn(row, twice)] }));
  return {
    contacts: read.flatMap(({ row, wrong }) => (wrong.length === 0 ? [contactOf(row)] : [])),
    problems: read.flatMap(({ row: { record, line }, wrong }) => wrong.map((what) => `${file}:${line} ${sound.id(record["id"] ?? "") === undefined ? `${record["id"] ?? ""} ` : ""}${what}`)),
  };
}

type Lines = { readonly columns: readonly string[]; readonly rows: readonly Row[] };

function rowsOf(text: string): Lines | { readonly problem: string } {
  let columns: readonly string[] = [];
  let read = 0;
  try {
    const rows = parse(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      columns: (names: readonly string[]) => [...(columns = names)],
      on_record: (row: unknown, { lines }: { readonly lines: number }) => {
        read = lines;
        return row;
      },
    }) as unknown as readonly { readonly record: Row["record"]; readonly info: { readonly lines: number } }[];
    return { columns, rows: rows.map(({ record, info }) => ({ record, line: info.lines })) };
  } catch {
    // The library's own words quote the line, and count up to where it gave up: with a quotation mark too many that is the end.
    return { problem: `:${read + 1} cannot be read as comma-separated values from here on; is there a quotation mark too many?` };
  }
}

const wrongIn = ({ record }: Row): readonly string[] =>
  [...needed, ...optional].flatMap((column) => {
    const text = record[column] ?? "";
    const what = text.includes(UNREADABLE) ? "has letters that are not UTF-8; save the list as UTF-8" : sound[column](text);
    return what === undefined ? [] : [`${column}: ${what}`];
  });

/** One person may stand for several customers; for one customer, each address is told once. */
function repeatedIn({ record: { id = "", customer = "", email = "" } }: Row, seen: { readonly id: Set<string>; readonly address: Set<string> }): readonly string[] {
  const address = JSON.stringify([customer, email.toLowerCase()]);
  const wrong = [
    ...(id !== "" && seen.id.has(id) ? ["id: is listed above already"] : []),
    ...(email !== "" && seen.address.has(address) ? ["email: is listed above already for the same customer"] : []),
  ];
  seen.id.add(id);
  seen.address.add(address);
  return wrong;
}

const contactOf = ({ record: { id = "", customer = "", name = "", email = "", mobile = "", timeZone = "" }, line }: Row): CustomerContact => ({
  ...{ id, customer, name, email, line },
  ...(mobile === "" ? {} : { mobile: e164(mobile) }),
  ...(timeZone === "" ? {} : { timeZone }),
});
