import { identifier, literal } from "./catalogue-queries.ts";

/**
 * The name here of a role of the source's. One that shares it with a superuser of this server is none at the source (RDS calls its master
 * "postgres"): a role without login stands for it, so that neither who was its member nor what runs with its rights is a superuser here.
 */
export const nameHere = (role: string, superusers: ReadonlySet<string>): string => (superusers.has(role) ? `${role}_at_source` : role);

const TYPES = ["table", "foreign table", "view", "materialized view", "function", "procedure", "aggregate", "type", "schema", "server", "collation", "operator", "text search configuration", "statistics object", "publication", "sequence"] as const;
const named = new RegExp(`^(${TYPES.join("|")}) (.*)$`, "s");
const word = (type: string): string => (type === "statistics object" ? "STATISTICS" : type.toUpperCase());

/** Gives what a superuser got in its namesake's place to who stands for that; sequences last, for those of a column go with their table. Only a superuser can own event triggers and wrappers. */
export const ownersHereSql = (owners: readonly { readonly name: string; readonly value: string | null }[], superusers: ReadonlySet<string>): readonly string[] =>
  owners
    .flatMap(({ name, value }) => {
      const [, type = "", identity] = named.exec(name) ?? [];
      return identity === undefined || value === null || !superusers.has(value) ? [] : [{ type, sql: `ALTER ${word(type)} ${identity} OWNER TO ${identifier(nameHere(value, superusers))}` }];
    })
    .toSorted((a, b) => Number(a.type === "sequence") - Number(b.type === "sequence"))
    .map(({ sql }) => sql);

/** The same for large objects, which can be many. */
export const giveLargeObjectsSql = (superuser: string, superusers: ReadonlySet<string>): string => `DO $$
DECLARE large oid;
BEGIN
  FOR large IN SELECT m.oid FROM pg_catalog.pg_largeobject_metadata m WHERE pg_catalog.pg_get_userbyid(m.lomowner) = ${literal(superuser)} LOOP
    EXECUTE pg_catalog.format('ALTER LARGE OBJECT %s OWNER TO %I', large, ${literal(nameHere(superuser, superusers))});
  END LOOP;
END $$`;
