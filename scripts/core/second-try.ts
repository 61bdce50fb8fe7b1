import { z } from "zod";
import { literal, ofExtension, ours } from "./catalogue-queries.ts";
import type { Manifest, ManifestDatabase } from "./manifest.ts";
import type { Mishap } from "./restore-mishaps.ts";
import { namesInList } from "./setting-lists.ts";

const SERVERS_OWN = `"$user", public`;

/** The search_path of the role that the application connects as, where and as the source has it: PostgreSQL's own order of who is heard. */
export function pathAtSource({ roles }: Pick<Manifest, "roles">, { owner, settings }: Pick<ManifestDatabase, "owner" | "settings">, targetOwner: string): readonly string[] {
  const role = roles.find(({ name }) => name === targetOwner) ?? roles.find(({ name }) => name === owner);
  const said = [settings.filter((one) => one.role === role?.name), role?.settings ?? [], settings.filter((one) => one.role === null)];
  const value = said.flatMap((some) => some.filter(({ name }) => name === "search_path"))[0]?.value ?? SERVERS_OWN;
  return (namesInList(value) ?? []).map((name) => (name === "$user" ? (role?.name ?? owner) : name));
}

/** The company's own functions that find names by the path of whoever calls them. */
export const pathlessFunctions = `
  SELECT pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) AS name
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE p.prokind IN ('f', 'w') AND l.lanname NOT IN ('internal', 'c') AND ${ours("n.nspname")} AND NOT ${ofExtension("pg_proc", "p.oid")}
    AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) c(entry) WHERE c.entry LIKE 'search\\_path=%') ORDER BY 1`;

export const givePathSql = (functions: readonly string[], path: readonly string[]): readonly string[] =>
  functions.map((name) => `ALTER FUNCTION ${name} SET search_path TO ${[...path, "pg_temp"].map(literal).join(", ")}`);

export const takePathSql = (functions: readonly string[]): readonly string[] => functions.map((name) => `ALTER FUNCTION ${name} RESET search_path`);

/** What a second try was needed for, as the restored database tells whoever looks. */
export const secondTrySchema = z.object({ object: z.string(), because: z.string(), made: z.boolean(), statement: z.string().nullable() });
export type SecondTry = z.infer<typeof secondTrySchema>;

const TABLE = "failover_kit.second_try";

export const secondTryIsThere = `SELECT pg_catalog.to_regclass('${TABLE}') IS NOT NULL AS there`;
export const secondTries = `SELECT object, because, made, statement FROM ${TABLE} ORDER BY made, object`;

export const noteSecondTriesSql = (tries: readonly SecondTry[]): readonly string[] => [
  `CREATE TABLE ${TABLE} (object text, because text, made boolean, statement text)`,
  ...tries.map(({ object, because, made, statement }) => `INSERT INTO ${TABLE} VALUES (${literal(object)}, ${literal(because)}, ${made}, ${statement === null ? "NULL" : literal(statement)})`),
];

const ownerAtEnd = / \S+$/;

/** Which of what a first try left out the second made, each by its line in the list; rows that are not there are no restore. */
export function judgeSecondTry(first: readonly Mishap[], second: readonly Mishap[], { list, statements }: { readonly list: string; readonly statements: ReadonlyMap<string, string> }): { readonly tries: readonly SecondTry[]; readonly lacksRows: boolean } {
  const failed = new Map(second.map((mishap) => [mishap.id, mishap]));
  const named = new Map(list.split("\n").flatMap((line) => {
    const [, id = "", name] = /^(\d+); \d+ \d+ (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[id, name.replace(ownerAtEnd, "")] as const];
  }));
  return {
    lacksRows: second.some(({ entry }) => entry.startsWith("TABLE DATA ")),
    tries: first.map(({ id, entry, because }) => ({ object: named.get(id) ?? entry, because: failed.get(id)?.because ?? because, made: !failed.has(id), statement: statements.get(id) ?? null })),
  };
}

/** What a person reads of an object that is still missing. */
const unmadeText = ({ object, because, statement }: SecondTry): string =>
  `${object} could not be made, even with the source's search_path: ${because}; give the function that says so a path (ALTER FUNCTION … SET search_path = …), then ${statement === null ? "make it by hand" : `type ${statement.replaceAll(/\s+/g, " ")}`}`;

/** The same of all that are, without what is only said of one. */
export const unmadeTexts = (tries: readonly SecondTry[]): readonly string[] => tries.filter(({ made, object }) => !made && !object.startsWith("COMMENT ")).map(unmadeText);

/** Why a plain index, or a remark on one, may be missing: queries are slow without it, and nothing worse. */
export function whyUnmade(objects: string, { name, value }: { readonly name: string; readonly value: string }, tries: readonly SecondTry[]): string | undefined {
  const begins = objects === "indexes" && value.startsWith("CREATE INDEX ") ? `${value};` : objects === "comments" && name.startsWith("index ") ? `COMMENT ON INDEX ${name.slice("index ".length)} IS ` : undefined;
  const found = begins === undefined ? undefined : tries.find(({ made, statement }) => !made && statement?.startsWith(begins) === true);
  if (found === undefined) return undefined;
  return objects === "comments" ? "of an index that could not be made" : `queries are slower without it: ${unmadeText(found)}`;
}

const classOf: readonly (readonly [RegExp, string])[] = [[/^TABLE DATA /, "tables"], [/^INDEX /, "indexes"], [/^MATERIALIZED VIEW DATA /, "materialized views"], [/CONSTRAINT /, "constraints"], [/^COMMENT /, "comments"]];

/** What a report says of what the second try made, by class of objects. */
export const remarksOn = (tries: readonly SecondTry[]): readonly { readonly objects: string; readonly name: string; readonly how: string }[] =>
  tries.filter(({ made }) => made).map(({ object }) => ({
    objects: classOf.find(([kind]) => kind.test(object))?.[1] ?? "indexes",
    name: object,
    how: "made in a second try, with the source's search_path: a function that it calls names none; ALTER FUNCTION … SET search_path at the source ends that",
  }));
