const NAME = String.raw`(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")`;
const TABLE = `(${NAME})\\.(${NAME})`;
const COLUMNS = String.raw`\([^()']+\)`;
const INCLUDE = `(?: INCLUDE ${COLUMNS})?`;
const DEFERRABLE = "(?: DEFERRABLE(?: INITIALLY DEFERRED)?)?";

/** Over columns alone: an expression, or the condition of a partial index, may call a function that reads another table. */
const index = new RegExp(`^CREATE (?:UNIQUE )?INDEX ${NAME} ON ${TABLE} USING ${NAME} ${COLUMNS}${INCLUDE}(?: NULLS NOT DISTINCT)?(?: WITH \\([^()]*\\))?;$`);
const key = new RegExp(`^ALTER TABLE ONLY ${TABLE}\\n    ADD CONSTRAINT ${NAME} (?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) ${COLUMNS}${INCLUDE}${DEFERRABLE};$`);
const foreignKey = new RegExp(
  `^ALTER TABLE ONLY ${TABLE}\\n    ADD CONSTRAINT ${NAME} FOREIGN KEY ${COLUMNS} REFERENCES ${TABLE}${COLUMNS}` +
    `(?: MATCH FULL)?(?: ON UPDATE (?:CASCADE|RESTRICT|SET NULL|SET DEFAULT))?(?: ON DELETE (?:CASCADE|RESTRICT|SET NULL|SET DEFAULT))?${DEFERRABLE};$`,
);

/** A name as pg_dump writes it, without its quotation marks. */
export const bare = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);

/**
 * The tables, as "schema name", whose rows are all that an index, a key or a foreign key needs, as pg_dump words it;
 * undefined where something else may be asked.
 */
export function tablesOfPlainKey(statement: string): readonly string[] | undefined {
  const found = index.exec(statement) ?? key.exec(statement) ?? foreignKey.exec(statement);
  if (found === null) return undefined;
  const [schema, table, otherSchema, otherTable] = found.slice(1);
  const named = (one = "", two = ""): string => `${bare(one)} ${bare(two)}`;
  return [named(schema, table), ...(otherSchema === undefined ? [] : [named(otherSchema, otherTable)])];
}
