function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/** The one way a value that is hashed or signed is written: keys sorted, on one line. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));
