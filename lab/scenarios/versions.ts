import { runAsOperator } from "../operator.ts";
import { drawSchemas } from "../schemas/draw-schemas.ts";
import { listObjects } from "../services/objects.ts";
import { everythingRolesSql, everythingSql, forMajor } from "../shop/everything.ts";
import { bucket } from "../site/buckets.ts";
import { CONTENTS } from "../workbench/contents.ts";
import { extensionsOf, standUpOther } from "../workbench/other-source.ts";
import { addRdsOnly } from "../workbench/rds-only.ts";
import type { Source } from "../workbench/source.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { lookForRefusals } from "./lacking-rights.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const MAJORS = [14, 15, 16] as const;
const MIRROR = 17;
const TOO_NEW = 18;
const REFUSED = `raise the mirror's PostgreSQL and export.targetMajor to ${TOO_NEW}, and install postgresql-client-${TOO_NEW}`;
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

async function thereAndBack(bench: Workbench, { major, source }: Other, say: (line: string) => void): Promise<void> {
  const { id, warnings } = await bench.exportBackup();
  const told = warnings.map(({ kind }) => kind).toSorted();
  expectThat(told.join() === TOLD.join(), `of PostgreSQL ${major} the export tells '${told.join()}', not '${TOLD.join()}'`);
  const looked = await runAsOperator(["failover", "verify-export", "--level", "1", "--backup", id], { timeoutSeconds: 60 }).ended;
  expectThat(looked.exitCode === 0, `level 1 finds something wrong with ${id}: ${looked.stdout} ${looked.stderr.slice(-1000)}`);
  const restored = await bench.restore(id);
  expectThat(restored.state === "done", `the restore of PostgreSQL ${major} failed while ${restored.phase}: ${restored.failure?.what ?? "without a word"}`);
  const { databases: [verified] } = await bench.verify();
  expectThat(verified !== undefined, `nothing was compared with ${id}`);
  const { tables, rows, differences, classes } = verified;
  say(`PostgreSQL ${major}: ${id}: ${tables} tables, ${rows} rows, ${classes.reduce((sum, { same }) => sum + same, 0)} objects the same`);
  const ways = classes.flatMap(({ objects, mapped }) => mapped.map(({ how }) => `${objects}: ${how}`));
  for (const way of new Set(ways)) say(`PostgreSQL ${major}: ${ways.filter((one) => one === way).length} ${way}`);
  expectThat(differences.length === 0, `PostgreSQL ${major} differs:\n${differences.join("\n")}`);
  const [had, has] = [await source.sql(CONTENTS, { as: "rdsadmin" }), await bench.target.sql(CONTENTS, { database: "shop" })];
  expectThat(had.includes("large objects") && had === has, `the rows of PostgreSQL ${major} and those that were restored have other hashes:\n${had}\n${has}`);
}

export const versions: Scenario = {
  id: "versions",
  story: "one of everything in real servers of PostgreSQL 14, 15 and 16 is exported and restored into 17, object by object and row by row the same; each right that the exporter lacks is found on each of them, and 18 is refused before anything is written",
  run: (say) =>
    inWorkbench(
      say,
      async (bench) => {
        await bench.changeSetting(["export", "source", "databases"], undefined);
        await bench.changeSetting(["export", "targetMajor"], MIRROR);
        const others = await Promise.all([...MAJORS, TOO_NEW].map((major) => standUp(bench, major)));
        say("four sources stand, with one of everything");
        for (const other of others) {
          const { major, source } = other;
          const isTooNew = major === TOO_NEW;
          await bench.changeSetting(["export", "source", "host"], source.address);
          // The oldest, and the one whose large objects are asked for by another query.
          const how = { always: isTooNew ? [REFUSED] : [], oneAtATime: major === MAJORS[0] || isTooNew };
          await lookForRefusals(bench, source, how, (line) => say(`PostgreSQL ${major}: ${line}`));
          if (!isTooNew) await thereAndBack(bench, other, say);
        }
        await expectNothingElse(bench);
      },
      { otherServers: true },
    ),
};

/** Three backups lie in the bucket, with nothing beside them, and nothing is left of the exports that were refused. */
async function expectNothingElse({ lab, exporter }: Workbench): Promise<void> {
  const backups = new Set((await listObjects(lab.place, bucket("exports"))).map(({ name }) => name.split("/").slice(0, 2).join("/")));
  expectThat(backups.size === MAJORS.length, `the bucket should hold ${MAJORS.length} backups: ${[...backups].join(", ")}`);
  const spooled = (await exporter.run(["find", "/var/cache/failover-export", "-type", "f"])).trim();
  expectThat(spooled === "", `an export left ${spooled}`);
}
