import type { Dice } from "./dice.ts";
import type { Making, Table } from "./table.ts";
import { ident, quoted } from "./odd-names.ts";

const OF_TRIGGER = "BEGIN\n  -- it's \"odd\"; $1 \\ and 100 %\n  RETURN NEW;\nEND";

type Functions = { readonly statements: readonly string[]; readonly ofTrigger: string; readonly immutable: string };

/** Functions of each language and kind, with bodies that a careless reader of SQL would cut in the wrong place. */
export function functions({ dice, named }: Making, schema: string): Functions {
  const [ofTrigger, immutable, path, body, procedure, sum] = [named("trigger function"), named("immutable"), named("path"), named("atomic"), named("procedure"), named("sum")];
  return {
    ofTrigger, immutable,
    statements: [
      `CREATE FUNCTION ${ofTrigger}() RETURNS trigger LANGUAGE plpgsql AS $odd$${OF_TRIGGER}$odd$`,
      `CREATE FUNCTION ${immutable}(${ident("a b")} text, c integer DEFAULT ${dice.number(-5, 5)}, VARIADIC rest text[] DEFAULT ARRAY['it''s']) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS ${quoted(`SELECT lower("a b") || $$;'$$ || c`)}`,
      `CREATE FUNCTION ${path}(OUT a text, OUT "b c" integer) RETURNS SETOF record LANGUAGE plpgsql ${dice.pick(["STABLE", "VOLATILE"])} ${dice.pick(["", "SECURITY DEFINER"])} COST ${dice.number(1, 500)} ROWS 7 SET search_path = ${schema}, pg_temp SET work_mem = '3MB' SET "DateStyle" = 'ISO, DMY' AS $a$ BEGIN RETURN QUERY SELECT 'a'::text, 1; END $a$`,
      `CREATE FUNCTION ${body}(n integer) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT ${immutable}(n::text, n); END`,
      `CREATE PROCEDURE ${procedure}(INOUT n integer) LANGUAGE plpgsql AS 'BEGIN n := n + 1; COMMIT; END'`,
      `CREATE AGGREGATE ${sum}(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer, INITCOND = '${dice.number(0, 9)}')`,
    ],
  };
}

/** Triggers of each time and kind; some are off, and some fire on a replica. */
export function triggers({ dice, name }: Making, { sql, columns, kind }: Table, called: string): readonly string[] {
  const create = (what: string) => {
    const trigger = ident(name("trigger"));
    const [before = "", after = ""] = what.split("TRIGGER ");
    return [`CREATE ${before}TRIGGER ${trigger} ${after} EXECUTE FUNCTION ${called}(${dice.pick(["", "'it''s', 'back\\slash'", "1, 'ü'"])})`, ...state(dice, sql, trigger)];
  };
  const column = columns[0];
  return [
    ...(dice.chance(50) ? create(`TRIGGER ${dice.pick(["BEFORE INSERT OR UPDATE", "AFTER INSERT"])} ON ${sql} FOR EACH ROW WHEN (NEW.${columns[0]?.sql ?? "ctid"} IS NOT NULL)`) : []),
    ...(column !== undefined && dice.chance(40) ? create(`TRIGGER BEFORE UPDATE OF ${column.sql} ON ${sql} FOR EACH ROW`) : []),
    ...(dice.chance(30) ? create(`TRIGGER AFTER DELETE OR TRUNCATE ON ${sql} FOR EACH STATEMENT`) : []),
    ...(dice.chance(30) ? create(`CONSTRAINT TRIGGER AFTER UPDATE ON ${sql} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW`) : []),
    ...(kind === "plain" && dice.chance(30) ? create(`TRIGGER AFTER UPDATE ON ${sql} REFERENCING OLD TABLE AS ${ident("old rows")} NEW TABLE AS fresh FOR EACH STATEMENT`) : []),
  ];
}

const state = (dice: Dice, table: string, trigger: string): readonly string[] =>
  dice.pick([[], [], [`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`], [`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${trigger}`], [`ALTER TABLE ${table} ENABLE REPLICA TRIGGER ${trigger}`]]);
