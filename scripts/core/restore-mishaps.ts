/** One entry of an archive that pg_restore could not make, and went on without. */
export type Mishap = { readonly id: string; /** As pg_restore names it. */ readonly entry: string; readonly because: string };

/** What pg_restore said it could not do. `hopeless`: its words about the first thing that is more than a name that was not found. */
export type Mishaps = { readonly hear: (line: string) => void; readonly found: () => readonly Mishap[]; readonly hopeless: () => string | undefined };

const entryLine = /^pg_restore: from TOC entry (\d+); \d+ \d+ (.*)$/;
const errorLine = /^pg_restore: error: .*?ERROR: {1,2}(.*)$/;
/** Rows, and what is built over rows, call functions; nothing else of an archive does. */
const callsFunctions = /^(TABLE DATA|INDEX|CONSTRAINT|MATERIALIZED VIEW DATA|COMMENT) /;
const notFound = /^(?:(?:function|relation|type|operator|schema|text search configuration|text search dictionary|collation) .* does not exist|operator does not exist: .*|text search .* does not exist|materialized view .* has not been populated)$/;
const QUOTED_LINES = 20;

/** Whether it came of a name that a function's body does not find, or of what came of that. */
export const isUnresolved = ({ entry, because }: Pick<Mishap, "entry" | "because">): boolean => callsFunctions.test(entry) && notFound.test(because);

/**
 * Reads what `pg_restore --verbose` says. A function that finds names by the search_path of those who call it works at the source and
 * nowhere else: pg_restore takes the path away, and since PostgreSQL 17 so does the server wherever it builds an index or a materialized view.
 */
export function readMishaps(): Mishaps {
  const found = new Map<string, Mishap>();
  const quoted: string[] = [];
  let current = { id: "", entry: "something it does not name" };
  let isHopeless = false;
  const note = (because: string): void => {
    const mishap = { ...current, because };
    // What needs a row or an index that is not there fails for another reason, after it.
    if (found.size === 0 && !isUnresolved(mishap)) isHopeless = true;
    else if (!found.has(mishap.id)) found.set(mishap.id, mishap);
  };
  return {
    hear: (line) => {
      const [, id, entry] = entryLine.exec(line) ?? [];
      if (id !== undefined && entry !== undefined) current = { id, entry };
      const because = errorLine.exec(line)?.[1];
      if (because !== undefined && !isHopeless) note(because);
      if (isHopeless && quoted.length < QUOTED_LINES) quoted.push(line);
    },
    found: () => [...found.values()],
    hopeless: () => (isHopeless ? quoted.join("\n") : undefined),
  };
}

/** The lines of a list for pg_restore that name what could not be made. */
export function listOf(mishaps: readonly Mishap[], list: string): string {
  const ids = new Set(mishaps.map(({ id }) => id));
  return list.split("\n").filter((line) => ids.has(line.split(";")[0] ?? "")).map((line) => `${line}\n`).join("");
}
