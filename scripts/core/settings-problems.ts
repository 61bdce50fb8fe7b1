import { closest, distance } from "fastest-levenshtein";
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document, type YAMLError } from "yaml";
import { z } from "zod";
import { schema, type WrittenSettings } from "./settings-schema.ts";

type Path = readonly PropertyKey[];
type Problem = { readonly offset: number; readonly text: string };

/** The settings a YAML text holds, or every problem in it as `file:line:column setting: what is wrong`, in the text's order. */
export function problemsIn(text: string, file: string): { readonly settings: WrittenSettings } | { readonly problems: readonly string[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = ({ offset, text }: Problem) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col} ${text}`;
  };
  const unreadable = [...document.errors.map(syntaxProblem), ...danglingAliases(document)];
  if (unreadable.length > 0) return { problems: unreadable.map(place) };

  const parsed = schema.safeParse(document.toJS(), { error: plainly });
  if (parsed.success) return { settings: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(document, issue));
  return { problems: problems.toSorted((a, b) => a.offset - b.offset).map(place) };
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

function problemsOf(document: Document, issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(document, issue.path, key));
  const name = nameOf(issue.path);
  if (issue.path.length > 0 && !document.hasIn(issue.path)) return [{ offset: offsetOf(document, issue.path), text: `${name}: is missing` }];
  return [{ offset: offsetOf(document, issue.path), text: `${name}: ${issue.message}` }];
}

function unknownKey(document: Document, path: Path, key: string): Problem {
  const known = keysAt(schema, path);
  const nearest = known.length === 0 ? undefined : closest(key, known);
  const hint = nearest !== undefined && distance(key, nearest) <= Math.max(2, key.length / 3) ? `; did you mean '${nearest}'` : "";
  return { offset: keyOffset(document, path, key), text: `${nameOf([...path, key])}: is not a setting${hint}` };
}

const nameOf = (path: Path): string => (path.length === 0 ? "(top level)" : path.map(String).join("."));

/** Where a value stands; for a missing one, where its nearest parent stands. */
function offsetOf(document: Document, path: Path): number {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : keyOffset(document, path.slice(0, -2), path.at(-2));
}

function keyOffset(document: Document, path: Path, key: PropertyKey | undefined): number {
  const map = document.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path);
}

/** The names a map at this place of the schema may hold. */
function keysAt(type: z.core.$ZodType, path: Path): readonly string[] {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault) return keysAt(type.unwrap(), path);
  if (type instanceof z.ZodArray) return keysAt(type.element, path.slice(1));
  if (!(type instanceof z.ZodObject)) return [];
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(type.shape);
  const shape: Readonly<Record<string, z.core.$ZodType>> = type.shape;
  const next = shape[String(first)];
  return next === undefined ? [] : keysAt(next, rest);
}
