import { runAsOperator } from "../operator.ts";
import { drawSchemas } from "../schemas/draw-schemas.ts";
import { listObjects } from "../services/objects.ts";
import { everythingRolesSql, everythingSql, forMajor } from "../shop/everything.ts";
import { bucket } from "../site/buckets.ts";
import { exportBackup } from "../workbench/exporter.ts";
import { extensionsOf, standUpOther } from "../workbench/other-source.ts";
import { addRdsOnly } from "../workbench/rds-only.ts";
import type { Source } from "../workbench/source.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { lookForRefusals } from "./lacking-rights.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const MAJORS = [14, 15, 16] as const;
const TOO_NEW = 18;
const SEED = 17;
const DRAWN = 3;
const TOLD = ["amazon-extensions", "replication-slots", "unlogged-tables"] as const;

type Other = { readonly major: number; readonly source: Source };

async function standUp({ lab, exporter, environment }: Workbench, major: number): Promise<Other> {
  const source = await standUpOther(lab.client, major, exporter, environment);
  await source.sql(everythingRolesSql(environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
  // Not in one transaction: before 17 a value just added to an enum cannot be used in the same one.
  await source.sql(forMajor(everythingSql(), major), { as: "shop" });
  for (const ddl of drawSchemas(SEED, DRAWN)) await source.sql(forMajor(ddl, major), { as: "shop" });
  await addRdsOnly(source, "shop", extensionsOf(major));
  await source.sql("SELECT pg_create_physical_replication_slot('cdc');", { as: "rdsadmin" });
  return { major, source };
}

async function thereAndBack(bench: Workbench, { major }: Other, say: (line: string) => void): Promise<void> {
  const { id, warnings } = await exportBackup(bench.exporter, ["--sums"]);
  const told = warnings.map(({ kind }) => kind).toSorted();
  expectThat(told.join() === TOLD.join(), `of PostgreSQL ${major} the export tells '${told.join()}', not '${TOLD.join()}'`);
  const looked = await runAsOperator(["failover", "verify-export", "--level", "1", "--backup", id], { timeoutSeconds: 60 }).ended;
  expectThat(looked.exitCode === 0, `level 1 finds something wrong with ${id}: ${looked.stdout} ${looked.stderr.slice(-1000)}`);
  const restored = await bench.restore(id);
  expectThat(restored.state === "done", `the restore of PostgreSQL ${major} failed while ${restored.phase}: ${restored.failure?.what ?? "without a word"}`);
  const { databases } = await bench.verify();
  expectThat(databases.length > 0, `nothing was compared with ${id}`);
  for (const { name, tables, rows, differences, classes } of databases) {
    for (const { objects, same, mapped } of classes) for (const one of mapped) say(`PostgreSQL ${major}: ${objects} (${same} same): ${one.name}: ${one.how}`);
    say(`PostgreSQL ${major}: ${id}: ${tables} tables, ${rows} rows, ${classes.reduce((sum, { same }) => sum + same, 0)} objects the same`);
    expectThat(differences.length === 0, `${name} of PostgreSQL ${major} differs:\n${differences.join("\n")}`);
  }
}

const REFUSED = "pg_dump is 17";

export const versions: Scenario = {
  id: "versions",
  story: "one of everything in real servers of PostgreSQL 14, 15 and 16 is exported and restored into 17, object by object the same; each right that the exporter lacks is found on each of them, and 18 is refused before anything is written",
  run: (say) =>
    inWorkbench(
      say,
      async (bench) => {
        await bench.changeSetting(["export", "source", "databases"], undefined);
        const others = await Promise.all([...MAJORS, TOO_NEW].map((major) => standUp(bench, major)));
        say("four sources stand, with one of everything");
        for (const other of others) {
          await bench.changeSetting(["export", "source", "host"], other.source.address);
          const always = other.major === TOO_NEW ? [REFUSED] : [];
          await lookForRefusals(bench, other.source, always, (line) => say(`PostgreSQL ${other.major}: ${line}`));
          if (other.major !== TOO_NEW) await thereAndBack(bench, other, say);
        }
        const left = await listObjects(bench.lab.place, bucket("exports"));
        expectThat(left.filter(({ name }) => name.endsWith("/manifest.json")).length === MAJORS.length, `the bucket should hold ${MAJORS.length} backups: ${left.map(({ name }) => name).join(", ")}`);
      },
      { otherServers: true },
    ),
};
