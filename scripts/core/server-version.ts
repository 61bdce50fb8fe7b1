/** The version in what `pg_dump --version` or a server says: "pg_dump (PostgreSQL) 17.11 (Debian …)" is 17.11. */
export function versionIn(text: string): string | undefined {
  return /\b(\d{2,}(?:\.\d+)?(?:devel|beta\d+|rc\d+)?)\b/.exec(text)?.[1];
}

/** The number that decides whether a dump can be read: 17 of 17.11. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);
