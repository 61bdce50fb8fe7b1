import { quoted } from "./odd-names.ts";
import type { Making } from "./table.ts";

/** Sequences that go down, in great steps, round and round, or never yet. */
export function sequences({ dice, named }: Making): readonly string[] {
  return Array.from({ length: dice.number(0, 3) }, () => {
    const sql = named("sequence");
    const options = dice.pick(["", "INCREMENT BY -3 MAXVALUE 1000 START 1000 CYCLE CACHE 7", "AS smallint INCREMENT 100 MINVALUE -32768 START -32768", "START 9223372036854775800", "INCREMENT 13 MINVALUE 5 MAXVALUE 44 START 18"]);
    return [`CREATE SEQUENCE ${sql} ${options}`, ...dice.pick([[], ["SELECT nextval"], ["SELECT nextval", "SELECT nextval"]]).map((call) => `${call}(${quoted(sql)})`)];
  }).flat();
}
