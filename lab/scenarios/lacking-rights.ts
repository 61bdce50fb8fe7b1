import { unwrapped } from "../drill/unwrapped.ts";
import { tryExport } from "../workbench/exporter.ts";
import type { Source } from "../workbench/source.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { expectThat } from "./scenario.ts";

/** One right that the exporter lacks: what makes it so, what must be found then, and what mends it. Said by the master. */
type Lack = { readonly what: string; readonly make: string; readonly found: string; readonly mend: string };

const REFUSED = 3;
const asStranger = (sql: string): string => `SET ROLE stranger; ${sql} RESET ROLE;`;
const BEGIN = `CREATE ROLE stranger NOLOGIN; GRANT stranger TO master; CREATE SCHEMA hole AUTHORIZATION stranger; ${asStranger("GRANT USAGE ON SCHEMA hole TO exporter;")}`;
const END = `${asStranger("DROP OWNED BY stranger;")} DROP ROLE stranger;`;

const lacks: readonly Lack[] = [
  { what: "a table without a grant", make: asStranger("CREATE TABLE hole.t (n integer);"), found: "table hole.t (SELECT)", mend: asStranger("DROP TABLE hole.t;") },
  { what: "a sequence without a grant", make: asStranger("CREATE SEQUENCE hole.s;"), found: "sequence hole.s (SELECT)", mend: asStranger("DROP SEQUENCE hole.s;") },
  {
    what: "a schema without a grant",
    make: `CREATE SCHEMA pit AUTHORIZATION stranger; ${asStranger("CREATE TABLE pit.t (n integer); GRANT SELECT ON pit.t TO exporter;")}`,
    found: "table pit.t (USAGE on the schema)",
    mend: asStranger("DROP SCHEMA pit CASCADE;"),
  },
  {
    what: "row-level security",
    make: asStranger("CREATE TABLE hole.r (n integer); GRANT SELECT ON hole.r TO exporter; ALTER TABLE hole.r ENABLE ROW LEVEL SECURITY;"),
    found: "row-level security hides rows of hole.r from exporter",
    mend: asStranger("DROP TABLE hole.r;"),
  },
  { what: "a large object without a grant", make: asStranger("SELECT lo_create(4242);"), found: "exporter may not read 1 large objects", mend: asStranger("SELECT lo_unlink(4242);") },
  { what: "a database that may not be entered", make: "CREATE DATABASE closed;\nREVOKE CONNECT ON DATABASE closed FROM PUBLIC;", found: "closed: exporter may not connect to it", mend: "DROP DATABASE closed;" },
];
/** Those that are told in one sentence when they come together: what may not be read. */
const TOGETHER = 4;

export type Always = { /** What stands in the export's way in any case. */ readonly always: readonly string[]; readonly oneAtATime: boolean };

/** Takes rights from the exporter, one at a time or all at once, and sees that the export refuses for these, and for nothing else but what is always in its way. */
export async function lookForRefusals({ exporter }: Workbench, source: Source, { always, oneAtATime }: Always, say: (line: string) => void): Promise<void> {
  const refuses = async (missing: readonly Lack[], problems: number): Promise<void> => {
    const { exitCode, stdout, stderr } = await tryExport(exporter);
    const text = unwrapped(stderr);
    const expected = [...always, ...missing.map(({ found }) => found)];
    const isRight = exitCode === REFUSED && (stderr.match(/^ {2}- /gm) ?? []).length === problems && expected.every((words) => text.includes(words));
    expectThat(isRight, `the export should refuse with ${problems} problems, '${expected.join("', '")}'; it ended with ${exitCode}: ${stderr} ${stdout}`);
    say(`refused for ${[...always, ...missing.map(({ what }) => what)].join(", ")}`);
  };
  const change = async (all: readonly Lack[], which: "make" | "mend"): Promise<void> => {
    for (const one of all) await source.sql(one[which]);
  };
  await source.sql(BEGIN);
  for (const group of oneAtATime ? lacks.map((one) => [one]) : [lacks]) {
    await change(group, "make");
    await refuses(group, always.length + Math.min(group.length, TOGETHER));
    await change(group, "mend");
  }
  await source.sql(END);
}
