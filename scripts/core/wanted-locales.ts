import type { Manifest, ManifestDatabase } from "./manifest.ts";

/** Every machine has these. */
const ALWAYS = /^(?:POSIX|C(?:\.UTF-?8)?)$/i;

/** As the C library compares names: en_US.UTF-8 and en_US.utf8 are one. */
const compared = (name: string): string => name.replace(/\.([^@]*)/, (_, codeset: string) => `.${codeset.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`);

/** What a database and its columns need of the C library. The server asks for the first two by whatever its texts are ordered. */
export const localesOf = ({ locale: { collate, ctype }, collations = [] }: Pick<ManifestDatabase, "locale" | "collations">): readonly string[] => [...new Set([collate, ctype, ...collations])].filter((name) => !ALWAYS.test(name));

/** The locales without which a backup's databases cannot be made, besides those of this list, a name on each line. */
export function missingLocales({ databases }: Pick<Manifest, "databases">, listed: string): readonly string[] {
  const there = new Set(listed.split("\n").map((name) => compared(name.trim())));
  return [...new Set(databases.flatMap(localesOf))].filter((name) => !there.has(compared(name)));
}
