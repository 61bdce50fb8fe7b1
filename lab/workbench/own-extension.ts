import type { Bench } from "./on-host.ts";
import type { Source } from "./source.ts";

const EXTENSIONS = "/usr/share/postgresql/17/extension";
const files = {
  "timetable.control": "comment = 'jobs, as pg_cron and pg_partman keep them'\ndefault_version = '1.0'\nrelocatable = false\nschema = timetable\n",
  "timetable--1.0.sql": `CREATE TABLE timetable.jobs (name text PRIMARY KEY, ours boolean NOT NULL DEFAULT true);
INSERT INTO timetable.jobs VALUES ('comes with the extension', false);
SELECT pg_catalog.pg_extension_config_dump('timetable.jobs', 'WHERE ours');
`,
};

/** Gives the source and the mirror an extension in one of whose tables the company has rows of its own. */
export async function addOwnExtension(source: Source, target: Bench, database: string): Promise<void> {
  for (const host of [source.host, target]) for (const [name, text] of Object.entries(files)) await host.write(`${EXTENSIONS}/${name}`, text);
  await source.sql("CREATE EXTENSION timetable; INSERT INTO timetable.jobs VALUES ('nightly'), ('hourly'); GRANT USAGE ON SCHEMA timetable TO exporter; GRANT SELECT ON timetable.jobs TO exporter;", { as: "rdsadmin", database });
}
