import type { Book } from "./blocks.ts";

/** What the PDF's own face has signs for, of all that people write names in: Latin as Europe and Vietnam have it, Greek, Cyrillic. */
const OTHER_LETTER = /(?![\u0020-\u017f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0370-\u03ce\u0400-\u04ff\u1ea0-\u1ef9\u2122])[\p{L}\p{M}\p{Extended_Pictographic}]/u;

/** Whether it would stand as boxes in the PDF, and perhaps be none that a colleague can read. */
export const isInOtherLetters = (text: string): boolean => OTHER_LETTER.test(text);

/** How many words of a book stand as boxes in its PDF. */
export const boxedWords = ({ service, chapters, card }: Book): number => new Set(JSON.stringify([service, chapters, card]).split(/[\s",;]+/).filter(isInOtherLetters)).size;

/** A number in its groups stays on one line, where it is dialled from. */
export const unbrokenNumbers = (text: string): string => text.replaceAll(/(?<=\d) (?=\d)/g, "\u00a0");
