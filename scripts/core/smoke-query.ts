/** How long the service's smoke query may take. */
export const SMOKE_SECONDS = 60;

/** The query as it is put into another one: people end theirs with a semicolon. */
export const asSubquery = (query: string): string => query.trim().replace(/[;\s]+$/, "");

/** What is wrong with the smoke query's answer; undefined for one row of one column that is true or a number above zero. */
export function smokeProblem(rows: readonly unknown[]): string | undefined {
  const [row, ...others] = rows;
  if (row === undefined) return "the smoke query found no row";
  if (others.length > 0) return `the smoke query found ${rows.length} rows; it must find one`;
  const columns = Object.entries(row as Readonly<Record<string, unknown>>);
  const [first] = columns;
  if (first === undefined || columns.length > 1) return `the smoke query found ${columns.length} columns; it must find one`;
  const [name, value] = first;
  if (value === true || (typeof value === "number" && value > 0)) return undefined;
  // A value is the customers' own: only what cannot be is shown.
  const shown = value === false || value === null || typeof value === "number" ? String(value) : `a ${typeof value}`;
  return `the smoke query says that ${name} is ${shown}; it must be true, or a number above 0`;
}
