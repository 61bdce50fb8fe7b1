import { jsonIn } from "./json-in.ts";

/** What stands where a secret stood. */
export const COVERED = "[secret]";
/** A shorter value hides nothing, and would cover half of every text. */
export const SHORTEST_SECRET = 8;
/** Long values are known by their pieces: that also finds one whose beginning or end is missing. */
const PIECE = 64;

const telling = /secret|token|password|passphrase|private_?key|api_?key|credential/i;

/** What of a value tells it: itself, its lines, and in a JSON document what its keys call secret. Comments, frames and public parts do not. */
export function partsOf(value: string): readonly string[] {
  const text = value.trim();
  const named = text.startsWith("{") ? secretsIn(jsonIn(text), false) : [];
  return named.length > 0 ? named.flatMap(partsOf) : [...new Set(linesOf(text))].filter((part) => part.length >= SHORTEST_SECRET && part !== COVERED);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines.length === 1) return pieces(text);
  const whole = text.length <= PIECE ? [text] : [];
  return [...whole, ...lines.filter((line) => !line.startsWith("#") && !line.startsWith("-----")).flatMap(pieces)];
}

function pieces(line: string): readonly string[] {
  const characters = Array.from(line);
  if (characters.length <= PIECE) return [line];
  const count = Math.ceil(characters.length / PIECE);
  // The last piece reaches back, so that it is as telling as the others.
  return Array.from({ length: count }, (_, i) => characters.slice(Math.min(i * PIECE, characters.length - PIECE)).slice(0, PIECE).join(""));
}

function secretsIn(value: unknown, named: boolean): readonly string[] {
  if (typeof value === "string") return named ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, named || telling.test(key)));
}
