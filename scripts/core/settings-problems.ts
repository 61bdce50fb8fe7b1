import { closest, distance } from "fastest-levenshtein";
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document, type Pair, type YAMLError } from "yaml";
import type { z } from "zod";
import { excerpt } from "../../infra/excerpt.ts";
import { namesAt } from "./schema-places.ts";
import { isName, shownNames, shownPieces } from "./shown-pieces.ts";

type Path = readonly PropertyKey[];

/** Something wrong at one place of a text. */
export type Problem = { readonly offset: number; readonly text: string };

/** What a file says, or every problem in it. */
export type Read<T> = { readonly value: T } | { readonly problems: readonly string[] };

/**
 * What a YAML text says, or every problem in it as `file:line:column setting: what is wrong`, with the line and a caret
 * below, in the text's order. What the schema alone cannot tell is found by `alsoWrong`. No secret is repeated.
 */
export function problemsIn<T>(schema: z.ZodType<T>, text: string, file: string, alsoWrong: (document: Document) => readonly Problem[] = () => []): Read<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const told = (problems: readonly Problem[], pieces: Parameters<typeof excerpt>[2]): Read<T> => ({
    problems: problems.toSorted((a, b) => a.offset - b.offset).map(({ offset, text: what }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col} ${what}\n${excerpt(text, offset, pieces)}`;
    }),
  });
  const unreadable = [...document.errors.map(syntaxProblem), ...danglingAliases(document)];
  if (unreadable.length > 0) return told(unreadable, shownNames(text, schema));

  const parsed = schema.safeParse(document.toJS(), { error: plainly });
  const problems = [...(parsed.error?.issues ?? []).flatMap((issue) => problemsOf(document, schema, issue)), ...alsoWrong(document)];
  return parsed.success && problems.length === 0 ? { value: parsed.data } : told(problems, shownPieces(document, text, schema));
}

/** Only the error's code is used: its message quotes the source line, which may hold the very secret that must not be shown. */
const syntaxProblem = ({ code, pos: [offset] }: YAMLError): Problem => ({
  offset,
  text: code === "DUPLICATE_KEY" ? "the same key stands above with another value" : `not valid YAML (${code.toLowerCase().replaceAll("_", " ")})`,
});

/** An alias that stands for nothing above it makes the library throw. */
function danglingAliases(document: Document): readonly Problem[] {
  const found: Problem[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) found.push({ offset: alias.range?.[0] ?? 0, text: "not valid YAML (an alias of nothing above it; put a text that begins with '*' into quotes)" });
    },
  });
  return found;
}

const kinds: Readonly<Record<string, string>> = { string: "a text", number: "a number", int: "a whole number", boolean: "true or false", array: "a list", object: "a map of settings" };

/** What the schema has no words of its own for. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return `must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(" or ")}`;
  if (issue.code === "too_small") return issue.origin === "array" ? "must not be empty" : issue.inclusive === false ? `must be more than ${String(issue.minimum)}` : `must be ${String(issue.minimum)} or more`;
  if (issue.code === "too_big") return `must be ${String(issue.maximum)} or less`;
  return undefined;
}

function problemsOf(document: Document, schema: z.ZodType, issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(document, schema, issue.path, key));
  const name = nameOf(document, issue.path);
  if (issue.path.length > 0 && !document.hasIn(issue.path)) return [{ offset: offsetOf(document, issue.path), text: `${name}: is missing` }];
  return [{ offset: offsetOf(document, issue.path), text: `${name}: ${issue.message}` }];
}

function unknownKey(document: Document, schema: z.ZodType, path: Path, key: string): Problem {
  const pair = pairAt(document, path, key);
  const offset = keyOffset(document, path, key);
  if (pair === undefined || !isName(pair)) return { offset, text: `${nameOf(document, path)}: this is not a setting` };
  const known = namesAt(schema, path);
  const nearest = known.length === 0 ? undefined : closest(key, known);
  const hint = nearest !== undefined && distance(key, nearest) <= Math.max(2, key.length / 3) ? `; did you mean '${nearest}'` : "";
  return { offset, text: `${nameOf(document, [...path, key])}: is not a setting${hint}` };
}

/** An entry of a list that has an id is told by it, not by its number. */
const nameOf = (document: Document, path: Path): string =>
  path.length === 0 ? "(top level)" : path.map((part, index) => (typeof part === "number" ? (idAt(document, path.slice(0, index + 1)) ?? part) : part)).map(String).join(".");

function idAt(document: Document, path: Path): string | undefined {
  const entry = document.getIn(path);
  const id = isMap(entry) ? entry.get("id") : undefined;
  return typeof id === "string" && /^[a-z][a-z0-9.-]{0,39}$/.test(id) ? id : undefined;
}

/** Where a value stands; for a missing one, where the map stands that lacks it: its name, or its first line in a list. */
function offsetOf(document: Document, path: Path): number {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  if (path.length < 2) return 0;
  return typeof path.at(-2) === "number" ? offsetOf(document, path.slice(0, -1)) : keyOffset(document, path.slice(0, -2), path.at(-2));
}

function keyOffset(document: Document, path: Path, key: PropertyKey | undefined): number {
  const pair = pairAt(document, path, key);
  if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path);
}

function pairAt(document: Document, path: Path, key: PropertyKey | undefined): Pair | undefined {
  const map = document.getIn(path, true);
  return isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
}
