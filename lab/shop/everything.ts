import { readFileSync } from "node:fs";
import { join } from "node:path";
import { world } from "../site/world.ts";

/** How much of the odd schema's rows there is; its objects are always the same. */
export type EverythingSize = { readonly people: number; readonly measurements: number; readonly largeObjects: number };

/** Next to nothing, for a rehearsal: what counts is that there is one of each. */
export const aLittleOfEverything: EverythingSize = { people: 500, measurements: 2_000, largeObjects: 5 };

/** About 1 GB with the indexes, a table with more than a million rows among it. */
export const aGigabyteOfEverything: EverythingSize = { people: 1_000_000, measurements: 1_500_000, largeObjects: 400 };

const file = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");

/** The roles of the odd schema, for the master to say; the password is that of those who log in. */
export const everythingRolesSql = (password: string): string =>
  `\\set auditor_password '${password}'\n\\set owner ${world.database.owner}\n\\set database ${world.database.name}\n${file("everything-roles.sql")}`;

/** A schema with one of everything, for the owner to say after its roles. */
export const everythingSql = ({ people, measurements, largeObjects }: EverythingSize = aLittleOfEverything): string =>
  `\\set people ${people}\n\\set measurements ${measurements}\n\\set large_objects ${largeObjects}\n${file("everything.sql")}`;

/** What servers before 15 do not know, and what one says to them instead. */
const since15: readonly (readonly [string, string])[] = [
  [" NULLS NOT DISTINCT", ""],
  ["ON DELETE SET NULL (person)", "ON DELETE SET NULL"],
  [" WITH (security_invoker = true)", ""],
  ["people (id, name) WHERE (status <> 'gone')", "people"],
];

/** SQL for a server of another major version, with all that this one knows; as it is built for the rehearsal, it compresses nothing by lz4. */
export const forMajor = (sql: string, major: number): string =>
  [["COMPRESSION lz4", "COMPRESSION pglz"] as const, ...(major < 15 ? since15 : [])].reduce((text, [words, instead]) => text.replaceAll(words, instead), sql);
