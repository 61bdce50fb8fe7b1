const TAIL = 2000;
/** So much is looked at: secrets shrink when they are covered, and a half one at the far end must fall off. */
const WINDOW = 16 * TAIL;

/** The last of an output, for an error: covered before it is cut, so that no cut leaves half a secret. */
export const lastWords = (output: string, cover: (text: string) => string): string => cover(output.slice(-WINDOW)).slice(-TAIL);

/** The last of both outputs. Ansible complains on stdout, most others on stderr. */
export const lastWordsOf = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }, cover: (text: string) => string): string =>
  [lastWords(stdout, cover), lastWords(stderr, cover)].filter((text) => text.trim() !== "").join("\n");

/** What a program complained of among much that it only told: from the first line that names an error on, or all where none does. */
export function complaintIn(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => /\b(error|fatal|panic):/i.test(line));
  return lines.slice(Math.max(0, first)).join("\n");
}

/** The last line of a text that says something. */
export const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";
