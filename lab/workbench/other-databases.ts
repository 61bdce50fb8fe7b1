import { world } from "../site/world.ts";
import type { Source } from "./source.ts";

/** Ordered as RDS orders text unless it is told otherwise, and as no cloud's image can. */
export const ORDERED = "As RDS orders";
/** What every server has, and where somebody always leaves something. */
const LOBBY = "postgres";
const RDS_LOCALE = "en_US.UTF-8";

/** Gives the source two databases more: one of RDS's own order of text, with columns that name it and another one, and a stray table in the one called postgres. Their names, with that of the company's own. */
export async function addOtherDatabases(source: Source): Promise<readonly string[]> {
  const { owner, name } = world.database;
  for (const [input, locale] of [["en_US", RDS_LOCALE], ["sv_SE", "sv_SE.UTF-8"]] as const) await source.host.run(["localedef", "--no-archive", `--inputfile=${input}`, "--charmap=UTF-8", locale], { timeoutSeconds: 60 });
  await source.sql(`CREATE DATABASE "${ORDERED}" OWNER ${owner} TEMPLATE template0 LC_COLLATE '${RDS_LOCALE}' LC_CTYPE '${RDS_LOCALE}'`, { as: "rdsadmin" });
  await source.sql("SELECT pg_import_system_collations('pg_catalog')", { as: "rdsadmin", database: ORDERED });
  await source.sql(`CREATE TABLE words (word text PRIMARY KEY, said text COLLATE "en_US.utf8", sung text COLLATE "sv_SE.utf8"); INSERT INTO words SELECT word, word, word FROM unnest('{a,B,c}'::text[]) word; CREATE INDEX ON words (said)`, { as: "shop", database: ORDERED });
  await source.sql(`CREATE TABLE strays (n integer PRIMARY KEY); INSERT INTO strays VALUES (1), (2); ALTER TABLE strays OWNER TO ${owner}`, { as: "rdsadmin", database: LOBBY });
  return [name, ORDERED, LOBBY];
}
