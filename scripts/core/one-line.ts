import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

let segmenter: Intl.Segmenter | undefined;

/** Made when first asked for: most commands never are, and it takes as long as a tenth of their start. */
const graphemesOf = (text: string): Intl.Segments => (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);

/** How many columns a text takes at most: terminals that do not join emoji or flags show each part. */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  return [...graphemesOf(text)].reduce((sum, { segment }) => sum + graphemeWidth(segment), 0);
}

const graphemeWidth = (grapheme: string): number => Math.max(stringWidth(grapheme), Array.from(grapheme, (point) => stringWidth(point)).reduce((sum, width) => sum + width, 0));

/** Another program's text without what would move the cursor, colour the screen or turn the reading direction; its lines stay lines. */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text.replaceAll("\r\n", "\n"))
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll(/(?!\n)[\p{Cc}\u2028\u2029]/gu, " ");

/** Cut to a width, so that one line stays one line whatever another program printed. */
export function fitted(line: string, columns: number, ellipsis = "…"): string {
  const plain = harmless(line).replaceAll("\n", " ");
  if (displayWidth(plain) <= columns) return plain;
  const room = columns - ellipsis.length;
  if (room < 0) return "";
  let kept = "";
  let width = 0;
  for (const { segment } of graphemesOf(plain)) {
    width += graphemeWidth(segment);
    if (width > room) break;
    kept += segment;
  }
  return `${kept}${ellipsis}`;
}

/** Filled up with spaces to a width. */
export const padded = (text: string, columns: number): string => text + " ".repeat(Math.max(0, columns - displayWidth(text)));

/** A text as lines of at most this width, set in by so many columns; only a single word too wide for them is broken. */
export const indented = (text: string, by: number, columns: number): readonly string[] =>
  wrapAnsi(harmless(text), Math.max(1, columns - by), { hard: true })
    .split("\n")
    .map((line) => `${" ".repeat(by)}${line.trimEnd()}`.trimEnd());
