import { marked } from "marked";
import { z } from "zod";
import { escapeHtml } from "../escape-html.ts";
import { problemsIn } from "../settings-problems.ts";
import { shownValue, valueTypes, type ValueType } from "./values.ts";

const word = z.string().min(1, "must not be empty");
const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, "lower-case letters, digits and '-'");

/** What stands between the two lines of a template that are '---'. */
const frontMatter = z.strictObject({
  audience: name,
  state: name,
  subject: word,
  variables: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,40}$/, "letters and digits, a lower-case letter first"), z.enum(valueTypes)).default({}),
});

/** A message before it is filled in: Markdown, with {{names}} of its variables. */
export type Template = { readonly audience: string; readonly state: string; readonly subject: string; readonly variables: Readonly<Record<string, ValueType>>; readonly body: string; readonly file: string };

/** The same, filled in. */
export type Rendered = { readonly subject: string; readonly text: string; readonly html: string };

const HEAD = /^---\r?\n([\s\S]*?\n)---\r?\n/;
const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const ENCODED_PLACE = /%7B%7B(?:%20)*([A-Za-z0-9]+)(?:%20)*%7D%7D/gi;

/** Reads a template, or tells everything that is wrong with it. */
export function readTemplate(text: string, file: string): { readonly template: Template } | { readonly problems: readonly string[] } {
  const [head, front] = HEAD.exec(text) ?? [];
  if (head === undefined || front === undefined) return { problems: [`${file}:1 must begin with a line '---', its audience, state, subject and variables, and another line '---'`] };
  // A blank line in place of the first '---' keeps the numbers of lines true.
  const read = problemsIn(frontMatter, `\n${front}`, file);
  if ("problems" in read) return { problems: read.problems };
  const template = { ...read.value, body: text.slice(head.length).trim(), file };
  const problems = [...undeclared(template), ...(template.body === "" ? [`${file}: says nothing after its head`] : [])];
  return problems.length > 0 ? { problems } : { template };
}

const placesIn = (text: string): readonly string[] => [...new Set([...text.matchAll(PLACE)].map(([, place = ""]) => place))];

const undeclared = ({ subject, body, variables, file }: Template): readonly string[] =>
  placesIn(`${subject}\n${body}`).filter((place) => !Object.hasOwn(variables, place)).map((place) => `${file}: {{${place}}} is not among its variables`);

/** Fills a template in, or tells every value that is missing, wrong or not asked for; `given` are those that a person typed. */
export function render(template: Template, known: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): Rendered | { readonly problems: readonly string[] } {
  const { variables, file } = template;
  const values = { ...known, ...given };
  const problems = Object.keys(given).filter((key) => !Object.hasOwn(variables, key)).map((key) => `${file}: has no variable '${key}'`);
  const shown = new Map<string, string>();
  for (const [key, type] of Object.entries(variables)) {
    const value = values[key];
    const read = value === undefined ? { wrong: `is missing; give it with --set ${key}=…` } : shownValue(type, value);
    if ("wrong" in read) problems.push(`${file}: ${key} (${type}) ${read.wrong}`);
    else shown.set(key, read.shown);
  }
  if (problems.length > 0) return { problems };

  const plain = (text: string): string => text.replaceAll(PLACE, (_, key: string) => shown.get(key) ?? "");
  // Values are put in after Markdown was made HTML: none can be taken for Markdown, or for HTML.
  const html = marked
    .parse(template.body, { async: false })
    .replaceAll(PLACE, (_, key: string) => escapeHtml(shown.get(key) ?? ""))
    .replaceAll(ENCODED_PLACE, (_, key: string) => (variables[key] === "url" ? escapeHtml(shown.get(key) ?? "") : "#"));
  return { subject: plain(template.subject), text: `${plain(template.body)}\n`, html };
}
