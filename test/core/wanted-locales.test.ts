import { expect, test } from "vitest";
import { makeLocale } from "../../scripts/core/commands/locales.ts";
import { localesOf, missingLocales } from "../../scripts/core/wanted-locales.ts";
import { collationsSql } from "../../scripts/core/restore-sql.ts";
import type { ManifestDatabase } from "../../scripts/core/manifest.ts";
import { shopDatabase } from "../support/backups.ts";

const sorted = (collate: string, ctype = collate, provider = "c"): ManifestDatabase => ({ ...shopDatabase, locale: { provider, collate, ctype, name: null } });
const listed = "C\nC.utf8\nPOSIX\nde_DE.utf8\nfr_FR.iso88591\n";

test.each<[string, [ManifestDatabase, ...ManifestDatabase[]], readonly string[]]>([
  ["nothing, of what every machine has", [sorted("C"), sorted("C.UTF-8", "POSIX"), sorted("C.utf8")], []],
  ["nothing, of what is there under its other name", [sorted("de_DE.UTF-8"), sorted("fr_FR.ISO-8859-1", "de_DE.utf8")], []],
  ["what the source has and this machine has not, each once", [sorted("en_US.UTF-8"), sorted("C", "en_US.UTF-8"), sorted("nb_NO.UTF-8", "C")], ["en_US.UTF-8", "nb_NO.UTF-8"]],
  ["what a column alone is ordered by", [{ ...sorted("C.UTF-8"), collations: ["de_DE.utf8", "sv_SE.utf8"] }], ["sv_SE.utf8"]],
  ["what a database that is ordered by ICU was made with as well", [sorted("en_US.UTF-8", "en_US.UTF-8", "i")], ["en_US.UTF-8"]],
])("missing is %s", (_, databases, missing) => {
  expect(missingLocales({ databases }, listed)).toEqual(missing);
});

test.each([
  ["en_US.UTF-8", ["--inputfile=en_US", "--charmap=UTF-8"]],
  ["en_US.utf8", ["--inputfile=en_US", "--charmap=UTF-8"]],
  ["de_DE.iso-8859-15@euro", ["--inputfile=de_DE@euro", "--charmap=ISO-8859-15"]],
])("%s is made of the C library's own sources", (name, words) => {
  expect(makeLocale(name)).toMatchObject({ file: "localedef", args: ["--no-archive", ...words, name] });
});

test.each(["en_US", "../en_US.UTF-8", "--help.UTF-8", ""])("%s is no name that anything is made by", (name) => {
  expect(makeLocale(name)).toBeUndefined();
});

test("a database's own order becomes known to its columns, where it is not one that every cluster knows", () => {
  expect(localesOf(sorted("en_US.UTF-8"))).toEqual(["en_US.UTF-8"]);
  expect(collationsSql(sorted("en_US.UTF-8"))).toHaveLength(1);
  expect(collationsSql(sorted("C.UTF-8"))).toEqual([]);
});
