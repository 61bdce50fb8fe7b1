import type { Dice } from "./dice.ts";
import { ident, quoted } from "./odd-names.ts";

/** A type a column may have: what can be done with it, and a value of it, in which `$n` stands for the row's number. */
export type ColumnType = {
  readonly sql: string;
  readonly value: string;
  readonly sorts: boolean;
  readonly hashes: boolean;
  /** The index method besides btree and hash that takes it, with what must be said after the column. */
  readonly index?: readonly [method: "gin" | "gist" | "brin", options: string];
  /** An expression that an index may hold. */
  readonly expression?: (column: string) => string;
};

/** The value for this number, or for what SQL calls it. */
export const valueOf = ({ value }: ColumnType, n: string): string => value.replaceAll("$n", n);

const type = (sql: string, value: string, more: Partial<ColumnType> = {}): ColumnType => ({ sql, value, sorts: true, hashes: true, ...more });
const unsorted = { sorts: false, hashes: false } as const;

/** Types that every database has. */
export const builtIn: readonly [ColumnType, ...ColumnType[]] = [
  type("integer", "$n", { expression: (c) => `(${c} + 1)`, index: ["brin", ""] }),
  type("smallint", "($n % 300)::smallint"),
  type("bigint", "$n::bigint * 1000000007"),
  type("numeric(12,3)", "$n / 7.0", { expression: (c) => `round(${c})` }),
  type("numeric", "($n || '.000100')::numeric"),
  type("double precision", "$n * 0.1::float8"),
  type("real", "($n / 3.0)::real"),
  type("text", String.raw`'zeile ' || $n || chr(10) || E'\t\\N ' || chr(8364)`, { expression: (c) => `lower(${c})` }),
  type('text COLLATE "C"', "'Ä' || $n", { expression: (c) => `upper(${c}) COLLATE "POSIX"` }),
  type("varchar(20)", "'v' || $n", { expression: (c) => `(${c} || ''::text)` }),
  type("char(7)", "'c' || $n"),
  type('"char"', `chr(65 + $n % 26)::"char"`),
  type("name", "('n' || $n)::name"),
  type("boolean", "$n % 2 = 0"),
  type("date", "CASE WHEN $n % 9 = 0 THEN 'infinity'::date ELSE date '0044-03-15 BC' + $n END", { index: ["brin", ""] }),
  type("time(2)", "time '00:00' + $n * interval '7 minutes'"),
  type("timetz", "timetz '01:02:03+05:30'"),
  type("timestamp", "timestamp '1999-12-31 23:59:59.999999' + $n * interval '1 day'"),
  type("timestamptz(3)", "timestamptz '2024-03-31 00:30Z' + $n * interval '1 hour'", { index: ["brin", ""] }),
  type("interval", "$n * interval '1 month 2 days 3.5 seconds'"),
  type("interval day to second(1)", "$n * interval '1 day 1.5 seconds'"),
  type("uuid", "md5($n::text)::uuid"),
  type("bytea", "decode(md5($n::text), 'hex')"),
  type("inet", "('10.0.' || $n % 250 || '.1/24')::inet", { index: ["gist", "inet_ops"] }),
  type("cidr", "('10.' || $n % 250 || '.0.0/16')::cidr"),
  type("macaddr8", "macaddr8 '08:00:2b:01:02:03:04:05'"),
  type("bit(5)", "($n % 32)::bit(5)", { hashes: false }),
  type("bit varying(9)", "($n % 2)::bit(1)::bit varying(9)", { hashes: false }),
  type("money", "$n::numeric::money", { hashes: false }),
  type("pg_lsn", "('0/' || $n)::pg_lsn"),
  type("jsonb", `jsonb_build_object('n', $n, 'deep', jsonb_build_array(NULL, $n / 3.0, 'q"\\'))`, { index: ["gin", "jsonb_path_ops"], expression: (c) => `(${c} ->> 'n')` }),
  type("json", `json_build_object('kept  as is', $n)`, unsorted),
  type("jsonpath", "'$.a[*] ? (@ > 1)'::jsonpath", unsorted),
  type("xml", "('<a n=\"' || $n || '\"/>')::xml", unsorted),
  type("point", "point($n, -$n)", { ...unsorted, index: ["gist", ""] }),
  type("polygon", "polygon '((0,0),(1,1),(1,0))'", { ...unsorted, index: ["gist", ""] }),
  type("tsvector", "to_tsvector('simple', 'word' || $n)", { hashes: false, index: ["gin", ""] }),
  type("tsquery", "'a & !b'::tsquery", { hashes: false }),
  type("int4range", "int4range($n::integer, $n::integer + 5, '[]')", { index: ["gist", ""] }),
  type("tstzrange", "tstzrange(NULL, timestamptz '2024-01-01Z' + $n * interval '1 day', '(]')", { index: ["gist", ""] }),
  type("nummultirange", "nummultirange(numrange($n, $n + 1), numrange($n + 2, NULL))", { index: ["gist", ""] }),
  type("text[]", `ARRAY['a' || $n, NULL, '', 'NULL', 'with "quotes", {braces} and \\']`, { index: ["gin", ""] }),
  type("integer[]", "('[0:1][-1:0]={{' || $n || ',2},{3,NULL}}')::integer[]"),
  type("oid", "$n::oid"),
  type("regclass", "'pg_class'::regclass", { hashes: false, sorts: false }),
];

type Made = { readonly statements: readonly string[]; readonly types: readonly ColumnType[] };

/** Types of this schema's own: enumerations, domains over each other, ranges, rows, and arrays of all of these. */
export function ownTypes(dice: Dice, named: (hint: string) => string): Made {
  const labels = ["calm", "it''s", 'in "quotes"', "", "a,b", "{x}", "ünï", "with blank"].slice(0, dice.number(2, 8));
  const mood = named("mood");
  const anEnum = type(mood, `(ARRAY[${labels.map((label) => `'${label}'`).join(", ")}])[1 + $n % ${labels.length}]::${mood}`);
  const [amount, positive, code] = [named("amount"), named("positive"), named("code")];
  const span = named("span");
  const row = named("row");
  const statements = [
    `CREATE TYPE ${mood} AS ENUM (${labels.map((label) => `'${label}'`).join(", ")})`,
    `ALTER TYPE ${mood} ADD VALUE 'added later' ${dice.pick(["BEFORE", "AFTER"])} 'calm'`,
    `CREATE DOMAIN ${amount} AS numeric(10,2) DEFAULT 1.50 CONSTRAINT "not negative" CHECK (VALUE >= 0)`,
    `CREATE DOMAIN ${positive} AS ${amount} CHECK (VALUE > 0 OR VALUE IS NULL)`,
    `CREATE DOMAIN ${code} AS text COLLATE "C" CHECK (VALUE ~ ${quoted("^[^\\s'\"]+$")})`,
    `CREATE TYPE ${span} AS RANGE (subtype = ${dice.pick(["time", "float8", "varchar"])})`,
    `CREATE TYPE ${row} AS ("odd field" integer, ${ident("it's")} ${mood}, amounts ${amount}[])`,
  ];
  if (dice.chance(50)) statements.push(`ALTER DOMAIN ${code} ADD CONSTRAINT late CHECK (VALUE <> 'never') NOT VALID`);
  return {
    statements,
    types: [
      anEnum,
      type(`${mood}[]`, `ARRAY[${anEnum.value}, NULL]`, { index: ["gin", ""] }),
      type(amount, `($n / 4.0)::${amount}`),
      type(`${positive}[]`, `ARRAY[($n + 1)::${positive}]`, unsorted),
      type(code, `('c' || $n)::${code}`, { expression: (c) => `lower(${c})` }),
      type(span, `${span}(NULL, NULL, '()')`, { hashes: false }),
      type(row, `ROW($n, ${anEnum.value}, ARRAY[$n]::${amount}[])::${row}`, unsorted),
    ],
  };
}
