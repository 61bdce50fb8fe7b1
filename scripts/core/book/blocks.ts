/** Words for a person. What stands between backticks is typed or quoted exactly. */
export type Words = string;

/** A piece of the book, the same in every format it is printed in. */
export type Block =
  | { readonly kind: "heading"; readonly words: Words }
  | { readonly kind: "words"; readonly words: Words }
  | { readonly kind: "list"; readonly items: readonly Words[] }
  /** Each with a box to tick. */
  | { readonly kind: "boxes"; readonly items: readonly Words[] }
  /** `shares` say how wide the columns are, in proportion; `dense`: one looks it up, and it is to stay on its page. */
  | { readonly kind: "table"; readonly head: readonly Words[]; readonly rows: readonly (readonly Words[])[]; readonly shares: readonly number[]; readonly dense?: true }
  /** Lines for a shell, exactly as they are typed there. */
  | { readonly kind: "typed"; readonly at: Words; readonly lines: readonly string[] }
  | { readonly kind: "note"; readonly words: Words };

export type Chapter = { readonly title: string; readonly blocks: readonly Block[] };

/** A panel of the card that is folded into a wallet: a few short lines. */
export type Panel = { readonly title: string; readonly lines: readonly Words[] };

/** The whole plan on paper. `digest` changes with every word of it but the day it was printed. */
export type Book = {
  readonly service: string;
  readonly version: string;
  readonly printedAt: string;
  readonly digest: string;
  readonly chapters: readonly Chapter[];
  readonly card: readonly Panel[];
};

export const heading = (words: Words): Block => ({ kind: "heading", words });
export const words = (text: Words): Block => ({ kind: "words", words: text });
export const note = (text: Words): Block => ({ kind: "note", words: text });
export const list = (...items: readonly Words[]): Block => ({ kind: "list", items });
export const boxes = (...items: readonly Words[]): Block => ({ kind: "boxes", items });
export const typed = (at: Words, ...lines: readonly string[]): Block => ({ kind: "typed", at, lines });

/** Somebody's own words, which must not be taken for the book's marks. */
export const plain = (value: string): Words => value.replaceAll("`", "'");

export type Piece = { readonly text: string; readonly exact: boolean };

/** The words apart: what is said, and what is typed or quoted exactly. A single backtick is only itself. */
export function pieces(text: Words): readonly Piece[] {
  const parts = text.split(/`([^`]*)`/);
  return parts.flatMap((part, index) => (part === "" ? [] : [{ text: part, exact: index % 2 === 1 }]));
}
