import type { Making, Table } from "./table.ts";
import { ident, quoted } from "./odd-names.ts";

const CAN_WAIT = ["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"] as const;
const ON_GONE = ["", " ON DELETE CASCADE", " ON DELETE SET NULL ON UPDATE CASCADE", " ON DELETE RESTRICT", " ON UPDATE SET DEFAULT"] as const;

/** Foreign keys between tables in any direction, so that some go round in a circle, each in a column that is added for it. */
export function foreignKeys({ dice, name }: Making, tables: readonly Table[]): readonly string[] {
  const targets = tables.filter(({ kind }) => kind !== "inherits");
  return tables.flatMap((table) =>
    targets.filter((target) => dice.chance(40) && !(target.kind === "unlogged" && table.kind !== "unlogged")).flatMap((target) => {
      const column = ident(name("refers"));
      const row = target.rows === 0 ? "NULL" : `CASE WHEN hashtext(ctid::text) % 3 = 0 THEN NULL ELSE ${target.key.value(`1 + (hashtext(ctid::text) & 65535) % ${target.rows}`)} END`;
      const isValid = table.kind === "partitioned" || dice.chance(80) ? "" : " NOT VALID";
      return [
        `ALTER TABLE ${table.sql} ADD COLUMN ${column} ${target.key.type}`,
        `UPDATE ${table.sql} SET ${column} = ${row}`,
        `ALTER TABLE ${table.sql} ADD CONSTRAINT ${ident(name("fk"))} FOREIGN KEY (${column}) REFERENCES ${target.sql} (${target.key.sql})${dice.pick(ON_GONE)}${dice.pick(CAN_WAIT)}${isValid}`,
      ];
    }));
}

/** Checks, also some that were never looked at for the rows of before, and unique ones that may wait. */
export function checks({ dice, name }: Making, { sql, key, columns, kind }: Table): readonly string[] {
  const add = (what: string) => `ALTER TABLE ${sql} ADD CONSTRAINT ${ident(name("check"))} ${what}`;
  return [
    ...(dice.chance(60) ? [add(`CHECK (${key.sql} IS NOT NULL)${kind !== "partitioned" && kind !== "inherits" && dice.chance(40) ? " NO INHERIT" : ""}`)] : []),
    ...columns.filter(() => dice.chance(20)).map((column) => add(`CHECK (${column.sql} IS NULL OR ${column.sql}::text <> ${quoted(`it's "never" ${dice.characters().replaceAll("\0", "")}\\`)})${dice.chance(30) ? " NOT VALID" : ""}`)),
    ...(dice.chance(40) ? [add(`UNIQUE (${key.sql})${dice.pick(CAN_WAIT)}`)] : []),
    ...(kind === "plain" && dice.chance(25) ? [add(`EXCLUDE USING btree (${key.sql} WITH =) WHERE (${key.sql} IS NOT NULL)`)] : []),
  ];
}

/** Indexes of each method over columns and expressions, whole and partial. */
export function indexes({ dice, name }: Making, { sql, key, columns }: Table): readonly string[] {
  return columns.flatMap(({ sql: column, type }) => {
    const where = dice.pick(["", ` WHERE ${column} IS NOT NULL`, ` WHERE ${key.sql} IS NOT NULL AND ${column} IS NOT NULL`]);
    const create = (how: string, end = "") => `CREATE INDEX ${ident(name("index"))} ON ${sql} ${how}${end}${where}`;
    return [
      ...(type.sorts && dice.chance(35) ? [create(`(${column} ${dice.pick(["", "DESC", "ASC NULLS FIRST", "DESC NULLS LAST"])})`, dice.pick(["", ` INCLUDE (${key.sql})`, " WITH (fillfactor = 55)"]))] : []),
      ...(type.hashes && dice.chance(15) ? [create(`USING hash (${column})`)] : []),
      ...(type.index !== undefined && dice.chance(50) ? [create(`USING ${type.index[0]} (${column} ${type.index[1]})`)] : []),
      ...(type.expression !== undefined && dice.chance(50) ? [create(`((${type.expression(column)}), ${key.sql})`)] : []),
    ];
  });
}
