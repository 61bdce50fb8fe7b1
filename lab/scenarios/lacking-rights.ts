import { tryExport } from "../workbench/exporter.ts";
import type { Source } from "../workbench/source.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { expectThat } from "./scenario.ts";

/** One right that the exporter lacks: what makes it so, what must be found then, and what mends it. Said by the master. */
type Lack = { readonly what: string; readonly make: string; readonly found: string; readonly mend: string };

const REFUSED = 3;
const asStranger = (sql: string): string => `SET ROLE stranger; ${sql} RESET ROLE;`;
const OWNER_OF_ALL = `CREATE ROLE stranger NOLOGIN; GRANT stranger TO master; CREATE SCHEMA hole AUTHORIZATION stranger; ${asStranger("GRANT USAGE ON SCHEMA hole TO exporter;")}`;
const NOBODY = "DROP OWNED BY stranger; DROP ROLE stranger;";

const lacks: readonly Lack[] = [
  { what: "a table without a grant", make: asStranger("CREATE TABLE hole.t (n integer);"), found: "shop: exporter may not read table hole.t (SELECT)", mend: asStranger("GRANT SELECT ON hole.t TO exporter;") },
  { what: "a sequence without a grant", make: asStranger("CREATE SEQUENCE hole.s;"), found: "shop: exporter may not read sequence hole.s (SELECT)", mend: asStranger("DROP SEQUENCE hole.s;") },
  { what: "a schema without a grant", make: asStranger("REVOKE USAGE ON SCHEMA hole FROM exporter;"), found: "shop: exporter may not read table hole.t (USAGE on the schema)", mend: asStranger("GRANT USAGE ON SCHEMA hole TO exporter;") },
  { what: "row-level security", make: asStranger("ALTER TABLE hole.t ENABLE ROW LEVEL SECURITY;"), found: "shop: row-level security hides rows of hole.t from exporter", mend: asStranger("ALTER TABLE hole.t DISABLE ROW LEVEL SECURITY;") },
  { what: "a large object without a grant", make: asStranger("SELECT lo_create(4242);"), found: "shop: exporter may not read 1 large objects", mend: asStranger("SELECT lo_unlink(4242);") },
  { what: "a database that may not be entered", make: "CREATE DATABASE closed;\nREVOKE CONNECT ON DATABASE closed FROM PUBLIC;", found: "closed: exporter may not connect to it", mend: "DROP DATABASE closed;" },
];

/** Takes one right at a time from the exporter, and sees that the export refuses for it, and for nothing else but what is always in its way. */
export async function lookForRefusals({ exporter }: Workbench, source: Source, always: readonly string[], say: (line: string) => void): Promise<void> {
  await source.sql(OWNER_OF_ALL);
  for (const { what, make, found, mend } of lacks) {
    await source.sql(make);
    const { exitCode, stdout, stderr } = await tryExport(exporter);
    const problems = stderr.split("\n").filter((line) => line.startsWith("  - "));
    const expected = [...always, found];
    expectThat(exitCode === REFUSED && problems.length === expected.length && expected.every((words) => problems.some((line) => line.includes(words))), `${what}: the export should refuse with '${expected.join("' and '")}'; it ended with ${exitCode}: ${stderr} ${stdout}`);
    say(`refused for ${what}${problems.map((line) => `\n${line}`).join("")}`);
    await source.sql(mend);
  }
  await source.sql(NOBODY);
}
