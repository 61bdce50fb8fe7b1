import { checks, foreignKeys, indexes } from "./constraints.ts";
import { functions, triggers } from "./code.ts";
import { ownTypes } from "./column-types.ts";
import { drawn, type Dice } from "./dice.ts";
import { ident, oddNames } from "./odd-names.ts";
import { comments, grants, owner, policies, schemaRights } from "./rights.ts";
import { sequences } from "./sequences.ts";
import { makeTable, type Making, type Table } from "./table.ts";
import { views } from "./views.ts";

/** Schemas that nobody has thought of, each as statements for the database's owner to say once the roles of the odd schema are there; the seed decides all of them. */
export const drawSchemas = (seed: number, count: number): readonly string[] => drawn(seed, count, (dice, at) => `${oneSchema(dice, at).join(";\n")};\n`);

function oneSchema(dice: Dice, at: number): readonly string[] {
  const name = oddNames(dice);
  const schema = ident(name(`schema ${at}.`));
  const named = (hint: string) => `${schema}.${ident(name(hint))}`;
  const types = ownTypes(dice, named);
  const making: Making = { dice, name, named, types: types.types };
  const code = functions(making, schema);
  const tables: Table[] = [];
  for (let left = dice.number(2, 6); left > 0; left -= 1) tables.push(makeTable(making, tables.at(-1)));
  const each = (what: (making: Making, table: Table) => readonly string[]) => tables.flatMap((table) => what(making, table));
  return [
    `CREATE SCHEMA ${schema}`,
    ...schemaRights(making, schema),
    ...types.statements,
    ...code.statements,
    ...sequences(making),
    ...tables.flatMap(({ statements }) => statements),
    ...foreignKeys(making, tables),
    ...each(checks),
    ...each(indexes),
    ...tables.flatMap((table) => triggers(making, table, code.ofTrigger)),
    ...each(policies),
    ...views(making, tables),
    ...each(comments),
    ...each(grants),
    ...each(owner),
  ];
}
