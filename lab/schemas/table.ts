import { builtIn, valueOf, type ColumnType } from "./column-types.ts";
import type { Dice } from "./dice.ts";
import { ident } from "./odd-names.ts";

export type Column = { readonly sql: string; readonly type: ColumnType; readonly isNullable: boolean };

/** A table as it was made; all names are quoted and whole. */
export type Table = {
  readonly sql: string;
  /** The column of the primary key, and what a row's key is, from its number. */
  readonly key: { readonly sql: string; readonly type: "integer" | "bigint" | "uuid"; readonly value: (n: string) => string };
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly kind: "plain" | "unlogged" | "partitioned" | "inherits";
  readonly statements: readonly string[];
};

export type Making = {
  readonly dice: Dice;
  readonly name: (hint: string) => string;
  /** A new name in this schema, quoted and with the schema's. */
  readonly named: (hint: string) => string;
  readonly types: readonly ColumnType[];
};

const uuidOf = (n: string): string => `md5((${n})::text)::uuid`;

/** A table of any kind with rows in it; one that inherits takes its columns from `parent`. */
export function makeTable(making: Making, parent: Table | undefined): Table {
  const { dice, name } = making;
  const inherits = parent?.kind === "plain" && dice.chance(30) ? parent : undefined;
  const sql = making.named("table");
  const kind = inherits !== undefined ? "inherits" : dice.pick(["plain", "plain", "plain", "partitioned", "unlogged"] as const);
  const keyType = inherits?.key.type ?? dice.pick(["integer", "bigint", "bigint", "uuid"] as const);
  const key = inherits?.key ?? { sql: ident(name("id")), type: keyType, value: (n: string) => (keyType === "uuid" ? uuidOf(n) : n) };
  const columns = Array.from({ length: dice.number(1, 6) }, () => makeColumn(making));
  const definitions = columns.map(({ sql: column, type, isNullable }) => `${column} ${type.sql}${defaultOf(dice, type)}${isNullable ? "" : " NOT NULL"}`);
  if (inherits === undefined) definitions.unshift(`${key.sql} ${keyType}${keyDefault(dice, keyType)}`);
  const dropped = ident(name("dropped"));
  definitions.splice(dice.number(1, definitions.length), 0, `${dropped} text`);
  for (const generated of generatedColumns(making, key.sql, inherits === undefined ? columns : [])) definitions.push(generated);
  if (dice.chance(85)) definitions.push(`CONSTRAINT ${ident(name("key"))} PRIMARY KEY (${key.sql})`);
  else definitions.push(`UNIQUE (${key.sql})`);
  const rows = dice.pick([0, 1, 7, 40]);
  const all = [...(inherits?.columns ?? []), ...columns];
  return {
    sql, key, columns: all, rows, kind,
    statements: [
      `CREATE ${kind === "unlogged" ? "UNLOGGED " : ""}TABLE ${sql} (\n  ${definitions.join(",\n  ")}\n)${inherits === undefined ? "" : ` INHERITS (${inherits.sql})`}${partitioning(making, kind, key.sql, keyType)}`,
      `ALTER TABLE ${sql} DROP COLUMN ${dropped}`,
      ...partitions(making, { sql, kind, key }),
      ...(rows === 0 ? [] : [fill({ sql, key, columns: all, rows })]),
    ],
  };
}

function makeColumn({ dice, name, types }: Making): Column {
  const all = [...builtIn, ...types] as [ColumnType, ...ColumnType[]];
  return { sql: ident(name("column")), type: dice.chance(35) ? dice.pick(types as [ColumnType, ...ColumnType[]]) : dice.pick(all), isNullable: dice.chance(70) };
}

/** Half of the columns have one: a value for the first row's number, or one that the server makes anew each time. */
function defaultOf(dice: Dice, type: ColumnType): string {
  if (type.sql.startsWith("timestamptz")) return dice.pick(["", " DEFAULT now()", " DEFAULT ('now'::text)::date"]);
  return dice.chance(40) ? ` DEFAULT (${valueOf(type, "1")})` : "";
}

function keyDefault(dice: Dice, type: Table["key"]["type"]): string {
  if (type === "uuid") return dice.chance(50) ? " DEFAULT gen_random_uuid()" : "";
  const identity = `GENERATED ${dice.pick(["ALWAYS", "BY DEFAULT"])} AS IDENTITY`;
  return dice.pick(["", ` ${identity}`, ` ${identity} (START WITH 1000 INCREMENT BY 7 CACHE 3)`, ` ${identity} (INCREMENT BY -2 MINVALUE -5000 MAXVALUE 900 START WITH 900 CYCLE)`]);
}

function generatedColumns({ dice, name }: Making, key: string, columns: readonly Column[]): readonly string[] {
  const generated = (type: string, expression: string) => `${ident(name("made"))} ${type} GENERATED ALWAYS AS (${expression}) STORED`;
  const ofColumn = columns.flatMap(({ sql, type: { expression } }) => (dice.chance(25) ? [generated("boolean", expression === undefined ? `(${sql} IS NULL)` : `(${expression(sql)} IS NOT NULL)`)] : []));
  return dice.chance(30) ? [...ofColumn, generated("text", `'key ' || (${key} IS NOT NULL)::text`)] : ofColumn;
}

function partitioning({ dice }: Making, kind: Table["kind"], key: string, type: Table["key"]["type"]): string {
  if (kind !== "partitioned") return dice.chance(20) && kind !== "inherits" ? " WITH (fillfactor = 70, autovacuum_enabled = false)" : "";
  return ` PARTITION BY ${type === "uuid" ? "HASH" : "RANGE"} (${key})`;
}

/** The parts of a table, some of them in parts themselves. */
function partitions({ dice, named }: Making, { sql, kind, key }: Pick<Table, "sql" | "kind" | "key">): readonly string[] {
  if (kind !== "partitioned") return [];
  const part = (of: string, values: string, by = "") => {
    const name = named("part");
    return { name, sql: `CREATE TABLE ${name} PARTITION OF ${of} ${values}${by}` };
  };
  if (key.type === "uuid") return [0, 1, 2].map((remainder) => part(sql, `FOR VALUES WITH (MODULUS 3, REMAINDER ${remainder})`).sql);
  const high = part(sql, "FOR VALUES FROM (5) TO (30)", dice.chance(50) ? ` PARTITION BY HASH (${key.sql})` : "");
  const parts = [part(sql, "FOR VALUES FROM (MINVALUE) TO (5)"), high, part(sql, "DEFAULT")].map((one) => one.sql);
  return high.sql.includes("PARTITION BY") ? [...parts, ...[0, 1].map((remainder) => part(high.name, `FOR VALUES WITH (MODULUS 2, REMAINDER ${remainder})`).sql)] : parts;
}

/** Rows 1 to so many; each fifth row has nothing where it may. */
function fill({ sql, key, columns, rows }: Pick<Table, "sql" | "key" | "columns" | "rows">): string {
  const values = columns.map(({ type, isNullable }) => (isNullable ? `CASE WHEN n % 5 = 0 THEN NULL ELSE ${valueOf(type, "n")} END` : valueOf(type, "n")));
  return `INSERT INTO ${sql} (${[key.sql, ...columns.map((column) => column.sql)].join(", ")}) OVERRIDING SYSTEM VALUE\nSELECT ${[key.value("n"), ...values].join(", ")} FROM generate_series(1, ${rows}) AS n`;
}
