/** Keeps the last characters of what passes, however much that is. */
export function tailKeeper(limit: number): { readonly keep: (text: string) => void; readonly text: () => string } {
  let kept: string[] = [];
  let length = 0;
  return {
    keep: (text) => {
      kept.push(text);
      length += text.length;
      if (length <= 2 * limit) return;
      kept = [kept.join("").slice(-limit)];
      length = limit;
    },
    text: () => kept.join("").slice(-limit),
  };
}

/** Calls back for each whole line, and at the end for what is left without a newline. */
export function lineSplitter(onLine: (line: string) => void): { readonly push: (text: string) => void; readonly flush: () => void } {
  let rest = "";
  return {
    push: (text) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      lines.forEach(onLine);
    },
    flush: () => {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
