const entry = (line: string): string | undefined => /^\d+; \d+ \d+ (.*)$/.exec(line)?.[1];

function isOfExtension(line: string, names: readonly string[]): boolean {
  const what = entry(line) ?? "";
  return names.some((name) => what.startsWith(`EXTENSION - ${name} `) || what === `EXTENSION - ${name}` || what.startsWith(`COMMENT - EXTENSION ${name} `) || what.startsWith(`COMMENT - EXTENSION "${name}" `));
}

const isEventTrigger = (line: string): boolean => /^(EVENT TRIGGER - |COMMENT - EVENT TRIGGER )/.test(entry(line) ?? "");

/** An archive's list of contents in two: what is restored with its owners, and event triggers, which only a superuser can own. */
export function splitList(list: string, leftOut: readonly string[]): { readonly most: string; readonly eventTriggers: string } {
  const lines = list.split("\n").filter((line) => entry(line) !== undefined && !isOfExtension(line, leftOut));
  const text = (some: readonly string[]): string => some.map((line) => `${line}\n`).join("");
  return { most: text(lines.filter((line) => !isEventTrigger(line))), eventTriggers: text(lines.filter(isEventTrigger)) };
}
