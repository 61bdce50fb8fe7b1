/** A stretch of a text, up to but without `end`, and whether it may be shown. */
export type Piece = { readonly start: number; readonly end: number; readonly shown: boolean };

/** Whether a value that ought to be no secret looks like none: a private key spans lines, an address may hold a password. */
export const looksHarmless = (value: string): boolean => !/\n|PRIVATE KEY|:\/\/[^/]*@/.test(value);

/** A line of 80 columns, less the four that a list takes. */
const COLUMNS = 76;
const COVER = "[…]";

/**
 * The line of a place in a YAML text with a caret under the place, as a compiler shows it, within 76 columns.
 * What no piece shows is covered, since it may be a secret: all but blanks and punctuation. A comment is left out.
 */
export function excerpt(text: string, offset: number, pieces: readonly Piece[]): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = { start, end: end === -1 ? text.length : end };
  const gutter = `${text.slice(0, start).split("\n").length} | `;
  const { shown, caret } = fitted(covered(text, line, offset, pieces), COLUMNS - gutter.length);
  return `${`${gutter}${shown}`.trimEnd()}\n${" ".repeat(gutter.length - 2)}| ${" ".repeat(caret)}^`;
}

type Line = { readonly shown: string; readonly caret: number };

function covered(text: string, line: Pick<Piece, "start" | "end">, offset: number, pieces: readonly Piece[]): Line {
  let shown = "";
  let caret: number | undefined;
  for (let at = line.start, next = at; at < line.end; at = next) {
    const piece = pieces.find(({ start, end }) => start <= at && at < end);
    if (piece === undefined && text[at] === "#") break;
    next = Math.min(piece?.end ?? at + 1, line.end);
    const here = text.slice(at, next);
    const isPlain = piece?.shown ?? /[\s{}[\],:-]/.test(here);
    if (!isPlain && !shown.endsWith(COVER)) shown += COVER;
    if (at <= offset && offset < next) caret = isPlain ? shown.length + offset - at : shown.length - COVER.length;
    // A tab or an escape sequence would move the caret, or more than that, on whoever's terminal shows it.
    if (isPlain) shown += here.replaceAll(/\p{Cc}/gu, " ");
  }
  return { shown: shown.trimEnd(), caret: caret ?? shown.trimEnd().length };
}

/** Cuts a long line so that the caret stays in sight. */
function fitted({ shown, caret }: Line, columns: number): Line {
  if (Math.max(shown.length, caret + 1) <= columns) return { shown, caret };
  const start = Math.max(0, Math.min(caret - Math.floor(columns / 2), shown.length - columns));
  const rest = shown.slice(start, start + columns);
  const head = start > 0 ? `…${rest.slice(1)}` : rest;
  return { shown: start + columns < shown.length ? `${head.slice(0, -1)}…` : head, caret: caret - start };
}
