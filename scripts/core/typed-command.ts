/** A quoted value is one word with its quotation marks. */
const wordOrQuoted = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** A command on as many lines as it needs, which a shell reads as one; an option and its value stay together. */
export function typedCommand(command: string, by: number, columns: number): readonly string[] {
  const units = (command.match(wordOrQuoted) ?? []).reduce<readonly string[]>((all, word) => (/^--[a-z][a-z-]*$/.test(all.at(-1) ?? "") && !word.startsWith("-") ? [...all.slice(0, -1), `${all.at(-1) ?? ""} ${word}`] : [...all, word]), []);
  const lines: string[] = [];
  let line = " ".repeat(by);
  units.forEach((unit, index) => {
    const isLast = index === units.length - 1;
    const longer = line.trim() === "" ? `${line}${unit}` : `${line} ${unit}`;
    if (line.trim() !== "" && longer.length + (isLast ? 0 : 2) > columns) {
      lines.push(`${line} \\`);
      line = `${" ".repeat(by + 2)}${unit}`;
    } else line = longer;
  });
  return [...lines, line];
}
