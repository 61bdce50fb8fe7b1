import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawSchemas } from "../schemas/draw-schemas.ts";
import { pathlessSql } from "../schemas/pathless.ts";
import { treesSql } from "../schemas/trees.ts";
import { everythingRolesSql, everythingSql } from "../shop/everything.ts";
import { addOtherDatabases, ORDERED } from "../workbench/other-databases.ts";
import { addOwnExtension } from "../workbench/own-extension.ts";
import { addRdsOnly } from "../workbench/rds-only.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { expectThat, type Scenario } from "./scenario.ts";

/** The same schemas every day, so that a failure is about what changed; `--seed` draws others. */
const SEED = 17;
const DRAWN = 12;

/** What calls functions that find names by their caller's path: the table by a check and a generated column, the others only once there are rows. */
const MADE_TWICE = ["TABLE DATA everything articles", "FK CONSTRAINT everything remarks remarks_article_fkey"];

/** One of everything, partitions of partitions, and schemas that nobody has thought of. */
async function fill(bench: Workbench, drawn: readonly string[]): Promise<void> {
  await bench.source.sql(everythingRolesSql(bench.environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
  await bench.source.sql(`BEGIN;\n${everythingSql()}\nCOMMIT;`, { as: "shop" });
  for (const ddl of [treesSql, pathlessSql, ...drawn]) await bench.source.sql(`SET synchronous_commit = off;\n${ddl}`, { as: "shop" });
  await addRdsOnly(bench.source, "shop");
  await bench.source.sql("CREATE PUBLICATION everything_there_is FOR ALL TABLES WITH (publish = 'insert')", { as: "rdsadmin" });
  await addOwnExtension(bench.source, bench.target.host, "shop");
  await bench.changeSetting(["export", "source", "databases"], await addOtherDatabases(bench.source));
}

/** Runs `work`; where it fails, the drawn schemas are kept, and the error says where and how to have them again. */
async function keepingWhatFails(clone: string, seed: number, drawn: readonly string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const directory = join(clone, "drills");
    const file = join(directory, `schemas-of-seed-${seed}.sql`);
    await mkdir(directory, { recursive: true });
    await writeFile(file, drawn.join("\n"));
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nThe drawn schemas are in ${file}; 'npm run test:lab -- odd-schemas --seed ${seed}' draws them again.`, { cause: error });
  }
}

async function auditorLogsIn(bench: Workbench): Promise<void> {
  const password = bench.environment["SHOP_AUDITOR_PASSWORD"] ?? "";
  await bench.target.host.write("/root/.pgpass", `*:*:*:auditor:${password}\n`, { mode: 0o600 });
  const who = await bench.target.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--host=127.0.0.1", "--username=auditor", "--dbname=shop", "--command=SELECT current_user"]);
  expectThat(who.trim() === "auditor", `the auditor should log in with the new password; the server says '${who.trim()}'`);
  const { exitCode, stdout, stderr } = await bench.target.host.try(["grep", "--recursive", "--files-with-matches", "--fixed-strings", password, "/var/log/postgresql", "/run/failover", "/var/lib/failover"]);
  expectThat(exitCode === 1, `the new password stands in the server's log, or in a file that should be gone, or that could not be told: ${stdout} ${stderr}`);
}

export const oddSchemas: Scenario = {
  id: "odd-schemas",
  story: "one of everything, a dozen schemas drawn at random from a seed, and databases beside it that order text as RDS does or are called postgres, are exported from a limited master's instance and restored on the mirror; object by object it is the same, or the report says how it is mapped",
  run: (say, { seed = SEED } = {}) =>
    inWorkbench(say, (bench) => {
      const drawn = drawSchemas(seed, DRAWN);
      say(`${DRAWN} schemas drawn from the seed ${seed}`);
      return keepingWhatFails(bench.lab.place.clone, seed, drawn, () => thereAndBack(bench, drawn, say));
    }),
};

async function thereAndBack(bench: Workbench, drawn: readonly string[], say: (line: string) => void): Promise<void> {
  await fill(bench, drawn);
  const backup = await bench.exportBackup();
  const restored = await bench.restore(backup.id);
  expectThat(restored.state === "done", `the restore failed while ${restored.phase}: ${restored.failure?.what ?? "without a word"}`);
  await auditorLogsIn(bench);
  const order = await bench.target.sql("SELECT string_agg(word, ' ' ORDER BY word) || ' ' || string_agg(said, ' ' ORDER BY said) FROM words", { database: ORDERED });
  expectThat(order.trim() === "a B c a B c", `text should be ordered as at the source, and is ordered '${order.trim()}'`);
  const jobs = await bench.target.sql("SELECT string_agg(name, ', ' ORDER BY name) FROM timetable.jobs WHERE ours", { database: "shop" });
  expectThat(jobs.trim() === "hourly, nightly", `the company's rows in an extension's table should be there; those are '${jobs.trim()}'`);
  // One row fewer than the source had is found, as in any table.
  await bench.target.sql("DELETE FROM timetable.jobs WHERE name = 'hourly'", { database: "shop" });
  const lost = (await bench.verify()).databases.flatMap(({ differences }) => differences);
  expectThat(lost.join() === "table timetable.jobs of the extension timetable has 1 rows; the backup has 2", `a lost row of an extension's table should be found, and that alone: ${lost.join("; ")}`);
  await bench.target.sql("INSERT INTO timetable.jobs VALUES ('hourly')", { database: "shop" });
  const { databases } = await bench.verify();
  const twice = databases.flatMap(({ classes }) => classes.flatMap(({ mapped }) => mapped.filter(({ how }) => how.startsWith("made in a second try")).map(({ name }) => name)));
  for (const name of MADE_TWICE) expectThat(twice.includes(name), `${name} should have been made in a second try; those are ${twice.join(", ")}`);
  for (const { name, differences, classes } of databases) {
    for (const { objects, same, mapped } of classes) say(`${name}: ${objects}: ${same} same${mapped.map((one) => `; ${one.name}: ${one.how}`).join("")}`);
    expectThat(differences.length === 0, `${name} differs: ${differences.join("\n")}`);
  }
}
