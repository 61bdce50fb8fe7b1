/** Lines that a person types, and where. */
export type TypedLines = { readonly at: string; readonly lines: readonly string[] };

/** What the printed plan says to type for each step of its first kind of run, by the step's name. */
export function instructionsIn(book: string): ReadonlyMap<string, readonly TypedLines[]> {
  const steps = new Map<string, TypedLines[]>();
  for (const [, name = "", text = ""] of book.matchAll(/^### .*\(`([a-z-]+)`\)$([\s\S]*?)(?=^### |^## |(?![\s\S]))/gm)) {
    if (steps.has(name)) continue;
    steps.set(name, [...text.matchAll(/^On (.*):\n\n```sh\n([\s\S]*?)\n```$/gm)].map(([, at = "", lines = ""]) => ({ at, lines: lines.split("\n") })));
  }
  return steps;
}
