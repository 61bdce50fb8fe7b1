import { isMap, isScalar, isSeq, type Document, type Pair, type Scalar } from "yaml";
import type { z } from "zod";
import { looksHarmless, type Piece } from "../../infra/excerpt.ts";
import { allNames, isNoSecret, itemOf, namesAt, valueAt } from "./schema-places.ts";
import { isVariable } from "./variable.ts";

type Type = z.core.$ZodType | undefined;

/** Which pieces of a sound YAML text may be shown: names, and values that the schema knows to be no secret. */
export const shownPieces = (document: Document, text: string, schema: z.core.$ZodType): readonly Piece[] => piecesBelow(document.contents, schema, text);

function piecesBelow(node: unknown, type: Type, text: string): readonly Piece[] {
  if (isMap(node)) return node.items.flatMap((pair) => [...keyPieces(pair, type, text), ...piecesBelow(pair.value, valueAt(type, nameOf(pair)), text)]);
  if (isSeq(node)) return node.items.flatMap((item) => piecesBelow(item, itemOf(type), text));
  if (isScalar(node)) return pieceOf(node, (isNoSecret(type) && isHarmless(node, text)) || isVariable(node.value));
  return [];
}

function keyPieces(pair: Pair, type: Type, text: string): readonly Piece[] {
  if (!isScalar(pair.key)) return piecesBelow(pair.key, undefined, text);
  return pieceOf(pair.key, valueAt(type, pair.key.value) !== undefined || (namesAt(type, []).length > 0 && isName(pair)));
}

const pieceOf = ({ range }: Scalar, shown: boolean): readonly Piece[] => (range ? [{ start: range[0], end: range[1], shown }] : []);

const isHarmless = ({ range }: Scalar, text: string): boolean => looksHarmless(text.slice(range?.[0], range?.[1]));

const nameOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : undefined);

/** Whether a key that the schema does not know reads like the name of a setting. Without a colon it may as well be a secret. */
export const isName = (pair: Pair): boolean => pair.value !== null && /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(String(nameOf(pair)));

/** Which pieces may be shown of a text that is no YAML: the names that begin a line, if the schema knows them. */
export function shownNames(text: string, schema: z.core.$ZodType): readonly Piece[] {
  const known = new Set(allNames(schema));
  return [...text.matchAll(/^([ \t]*(?:- +)?)(?:([A-Za-z][A-Za-z0-9]*): )?.*$/gm)].flatMap(({ index, 0: line, 1: indent = "", 2: name }) => {
    const start = index + indent.length;
    const value = name !== undefined && known.has(name) ? start + `${name}: `.length : start;
    return [{ start, end: value, shown: true }, { start: value, end: index + line.length, shown: false }];
  });
}
