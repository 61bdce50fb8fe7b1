import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair } from "yaml";
import { excerpt, looksHarmless, type Piece } from "../excerpt.ts";
import { isNoSecret, type Problem } from "./parse.ts";

/** A stack's own file: its name, and what it says. */
export type StackFile = { readonly name: string; readonly text: string };

/** Each problem with its place in the stack's file and the line there, in the file's order; without a file, by its name alone. */
export function placed(problems: readonly Problem[], file: StackFile | undefined): readonly string[] {
  const lines = new LineCounter();
  const document = file && parseDocument(file.text, { lineCounter: lines });
  if (file === undefined || document === undefined || document.errors.length > 0) return problems.map(named);

  const pieces = shownPieces(document, file.text);
  return problems
    .map((problem) => ({ problem, offset: offsetOf(document, problem) }))
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ problem, offset }) => {
      const { line, col } = lines.linePos(offset);
      return `${file.name}:${line}:${col} ${named(problem)}\n${excerpt(file.text, offset, pieces)}`;
    });
}

const named = ({ key, below, text }: Problem): string => `${[key, ...(below === "key" ? [] : below)].map(String).join(".")}: ${text}`;

/** Where the value stands, or as much of the way there as the file has: its key, or the beginning of all settings. */
function offsetOf(document: Document, { key, below }: Problem): number {
  const pair = pairs(document).find(({ key: node }) => isScalar(node) && node.value === key);
  if (pair === undefined) return keyOffset(topLevel(document).find(({ key: node }) => isScalar(node) && node.value === "config"));
  if (below === "key") return keyOffset(pair);
  const paths = [...below, key].map((_, index) => ["config", key, ...below.slice(0, below.length - index)]);
  const node = paths.map((path) => document.getIn(path, true)).find(isNode);
  return node?.range?.[0] ?? keyOffset(pair);
}

const keyOffset = (pair: Pair | undefined): number => (isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0);

const topLevel = ({ contents }: Document): readonly Pair[] => (isMap(contents) ? contents.items : []);

function pairs(document: Document): readonly Pair[] {
  const config = document.get("config");
  return isMap(config) ? config.items : [];
}

/** Names, and values that the kit knows to be no secret; never what stands under `secure`, nor what is another's. */
const shownPieces = (document: Document, text: string): readonly Piece[] => [
  ...topLevel(document).flatMap(({ key }) => below(key, true, text)),
  ...pairs(document).flatMap(({ key, value }) => [...below(key, true, text), ...below(value, isScalar(key) && isNoSecret(String(key.value)), text)]),
];

function below(node: unknown, shown: boolean, text: string): readonly Piece[] {
  if (isSeq(node)) return node.items.flatMap((item) => below(item, shown, text));
  if (isMap(node)) {
    const isSealed = node.items.some(({ key }) => isScalar(key) && key.value === "secure");
    return node.items.flatMap(({ key, value }) => [...below(key, true, text), ...below(value, shown && !isSealed, text)]);
  }
  if (!isScalar(node) || !node.range) return [];
  const [start, end] = node.range;
  return [{ start, end, shown: shown && looksHarmless(text.slice(start, end)) }];
}
