import { callingList, type Call, type CallingList } from "../../contacts/calling-list.ts";
import { customersText } from "../../contacts/calling-list-text.ts";
import type { Contacts, Vendor } from "../../contacts/contacts.ts";
import { spoken } from "../../contacts/phone-number.ts";
import { rules } from "../../triage/rules.ts";
import { verdictWords } from "../../triage/text.ts";
import { isInOtherLetters } from "../letters.ts";
import { boxes, heading, list, note, plain, words, type Block, type Chapter, type Panel } from "../blocks.ts";

const LINES = 8;
const line = "____________________";

const FIRST = 5;

/** What the book says of the customers' contacts: how many there are, nothing where no list is named, or why it could not be read here. */
export type CustomersPart = CallingList["customers"] | { readonly because: string };

/** Whom to call, in which order, from the company's own list; clocks are left out, since paper has none. */
export function callingListChapter(contacts: Contacts, customers: CustomersPart): Chapter {
  const { teams, others, vendors } = callingList(contacts, { at: new Date(0), verifyAfterDays: Number.MAX_SAFE_INTEGER, team: undefined, customers: null });
  return {
    title: "Whom to call",
    blocks: [
      words("In this order, every number of a person before the next; who does not answer is followed by their deputy. Say: the service's name, what you saw, since when, and what you want of them."),
      ...teams.flatMap(({ name, calls }): Block[] => [heading(plain(name)), peopleTable(calls.map((call, at) => row(String(at + 1), call, call.deputies.map(inShort).join("; "))))]),
      ...(others.length === 0 ? [] : [heading("In no team"), peopleTable(others.map((call) => row("", call, "")))]),
      ...(vendors.length === 0 ? [] : [heading("Vendors"), vendorTable(vendors)]),
      ...customersWords(customers),
    ],
  };
}

function customersWords(customers: CustomersPart): readonly Block[] {
  if (customers === null) return [];
  if ("because" in customers) return [note(`The customers' contacts could not be read where this was printed: ${plain(customers.because)}.`)];
  return [words(`The customers' list names ${customersText(customers)}; \`failover notify\` writes to them.`)];
}

/** The first of the first team, for the wallet. */
export function firstCalls(contacts: Contacts): Panel {
  const [team] = callingList(contacts, { at: new Date(0), verifyAfterDays: Number.MAX_SAFE_INTEGER, team: undefined, customers: null }).teams;
  const lines = (team?.calls ?? []).slice(0, FIRST).flatMap((call) => [named(call), plain(numbers(call).at(0) ?? "no number")]);
  return lines.length === 0 ? firstCallsToFill : { title: "Call first", lines };
}

/** A list that is there and could not be opened where this was printed. */
export const callingListUnopened = (because: string): Chapter => ({ title: callingListToFill.title, blocks: [note(`The calling list is encrypted and could not be opened here: ${plain(because)}. Print this again where the operations key is.`), ...callingListToFill.blocks.slice(1)] });

const numbers = (call: Call): readonly string[] => call.numbers.map(({ kind, number }) => `${spoken(number)} (${kind})`);
/** The id before a name that may not be readable. */
const named = ({ id, name }: Call): string => plain(isInOtherLetters(name) ? `${id} (${name})` : name);
const inShort = (call: Call): string => [named(call), numbers(call)[0] ?? "no number"].join(" ");
const row = (mark: string, call: Call, deputies: string): readonly string[] => [mark, `${named(call)}, ${plain(call.role)}`, plain([...numbers(call), call.email ?? ""].filter((way) => way !== "").join(", ")), plain(call.there.timeZone), deputies];
const peopleTable = (rows: readonly (readonly string[])[]): Block => ({ kind: "table", head: ["", "who", "numbers", "time zone", "then"], shares: [1, 4, 5, 3, 4], rows });
const vendorTable = (vendors: readonly Vendor[]): Block => ({
  kind: "table",
  head: ["vendor", "support", "account", "how"],
  shares: [3, 3, 3, 5],
  rows: vendors.map(({ name, support, account, phone, email, url }) => [plain(name), plain(support), plain(account ?? "-"), plain([phone === undefined ? undefined : spoken(phone), email, url].filter((way) => way !== undefined).join(", "))]),
});

/** Where the company keeps no list of people yet: room for one, which is better than none. */
export const callingListToFill: Chapter = {
  title: "Whom to call",
  blocks: [
    words("No `contacts.yaml` lies in the company's project. Fill this in by hand, in the order of calling:"),
    { kind: "table", head: ["name", "mobile", "home", "deputy"], shares: [3, 3, 3, 3], rows: Array.from({ length: LINES }, () => [line, line, line, line]) },
  ],
};

export const firstCallsToFill: Panel = { title: "Call first", lines: Array.from({ length: 5 }, () => "________________________") };

/** Whose fault it is, in the order in which to look. */
export const triageInShort: Chapter = {
  title: "Whose fault is it?",
  blocks: [
    words("With the kit: `failover triage`. By hand, in this order; stop at the first that fits:"),
    boxes(
      "**Can you see at all?** Open two large sites of others, by name. If not, it is your own network: use a telephone.",
      "**Does the service answer from elsewhere?** Ask somebody in another town, on another provider. If it does for most: the internet between.",
      "**Does it answer at its origin**, past Cloudflare? If it does: Cloudflare or DNS.",
      "**Do its health page and log name a part?** Database, cache, search, files: that part.",
      "**Do errors begin with a release**, and is every part well? The code.",
      "**Do machines of several kinds not answer**, and does Amazon's console or API not either? Amazon.",
      "**None of these?** Write down what you see and call the next on the list: unknown is an answer, too.",
    ),
    list("Status pages are late and cautious: what they say is a hint, and that they are green is none.", "What could not be seen is unknown; it is not well."),
    words("How `failover triage` decides: the first of these that holds."),
    { kind: "table", head: ["", "verdict", "holds when"], shares: [1, 5, 18], dense: true, rows: rules.map(({ verdict, says }, at) => [String(at + 1), verdictWords[verdict], says]) },
  ],
};
