/** The widest line that every terminal and every runbook on paper holds. */
export const COLUMNS = 80;

/** A quoted command is one word: broken over two lines it could not be copied. An apostrophe inside a word quotes nothing. */
const word = /(?:(?<![\p{L}\p{N}])'[^'\n]+'(?![\p{L}\p{N}])|\S)+/gu;

/** Breaks each line that is too long between words; what follows hangs below its text, or below that of its list's item. */
export function wrapped(text: string, hang: number): string {
  return text
    .split("\n")
    .map((line, index) => (line.length <= COLUMNS ? line : broken(line, index === 0 ? hang : indentOf(line))))
    .join("\n");
}

/** How far what is said of a numbered item stands below its number. */
export const ITEM_BY = 5;

/** A line of prose on a page: what is left of it hangs below its text. */
export const onPage = (line: string): string => wrapped(line, line.startsWith(" ") ? ITEM_BY : 2);

/** What a reader must know beside what was asked for. */
export const noted = (note: string): string => wrapped(`Note: ${note}`, "Note: ".length);

const indentOf = (line: string): number => /^ *(?:- )?/.exec(line)?.[0].length ?? 0;

function broken(line: string, hang: number): string {
  const lines: string[] = [];
  let current = /^ */.exec(line)?.[0] ?? "";
  let isEmpty = true;
  for (const [next] of line.matchAll(word)) {
    if (!isEmpty && current.length + 1 + next.length > COLUMNS) {
      lines.push(current);
      current = " ".repeat(hang);
      isEmpty = true;
    }
    current += isEmpty ? next : ` ${next}`;
    isEmpty = false;
  }
  return [...lines, current].join("\n");
}
