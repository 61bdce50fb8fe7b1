import { rowsIn } from "../drill/manifest-rows.ts";
import { unwrapped } from "../drill/unwrapped.ts";
import { world } from "../site/world.ts";
import { bucket } from "../site/buckets.ts";
import { listObjects, readObjects } from "../services/objects.ts";
import { tryExport, type Exported } from "../workbench/exporter.ts";
import { standUpReplica, untilItSays, type Replica } from "../workbench/replica.ts";
import { inWorkbench, type Workbench } from "../workbench/workbench.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const FROM = ["--from", "replica"];
const FAILED = 1;
const REFUSED = 3;
/** One row a transaction, one after the other, each with the next number. */
const SCHEMA = `
CREATE TABLE ledger (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE churn (n integer PRIMARY KEY, body text) WITH (autovacuum_enabled = off);
INSERT INTO churn SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 20000) n;`;
const WRITE = "INSERT INTO ledger DEFAULT VALUES \\watch 0.02\n";

async function beginWriting({ exporter, source }: Workbench): Promise<void> {
  await exporter.write("/root/write.sql", WRITE);
  const psql = ["psql", "--no-psqlrc", "--quiet", `--host=${source.address}`, "--username=shop", "--dbname=shop", "--file=/root/write.sql"];
  await exporter.run(["systemd-run", "--unit=writer", "--quiet", "--setenv=HOME=/root", "--property=StandardOutput=null", ...psql]);
}

/** How many rows of the ledger a backup holds, by its manifest. */
async function ledgerIn({ lab }: Workbench, id: string): Promise<number> {
  const [text] = await readObjects(lab.place, bucket("exports"), [`${world.service}/${id}/manifest.json`]);
  return rowsIn(text ?? "null").get("public.ledger") ?? 0;
}

/** The newest row that the primary had committed by then, to the millisecond in which the kit tells times. */
const committedUntil = async ({ source }: Workbench, at: string): Promise<number> =>
  Number(await source.sql(`SELECT max(n) FROM ledger WHERE date_trunc('milliseconds', pg_xact_commit_timestamp(xmin)) <= '${at}'`, { as: "rdsadmin" }));
const newest = async (replica: Replica): Promise<number> => Number(await replica.sql("SELECT max(n) FROM ledger", { as: "rdsadmin" }));

const backups = async ({ lab }: Workbench): Promise<number> => (await listObjects(lab.place, bucket("exports"))).filter(({ name }) => name.endsWith("/manifest.json")).length;

async function underWrites(bench: Workbench, replica: Replica, say: (line: string) => void): Promise<void> {
  const { id, snapshotAt } = await bench.exportBackup(FROM);
  const [rows, certain, known] = [await ledgerIn(bench, id), await committedUntil(bench, snapshotAt), await newest(replica)];
  say(`under writes: ${rows} rows in the backup of ${snapshotAt}, ${certain} of them committed by then`);
  expectThat(rows >= certain, `${certain} rows were committed until ${snapshotAt}, and the backup holds ${rows}`);
  expectThat(rows < known, `the replica has ${known} rows, a while after the snapshot; the backup cannot hold ${rows}`);
  const restored = await bench.restore(id);
  expectThat(restored.state === "done", `the restore failed while ${restored.phase}: ${restored.failure?.what ?? "without a word"}`);
  const found = (await bench.target.sql("SELECT count(*), min(n), max(n) FROM ledger", { database: "shop" })).trim();
  expectThat(found === `${rows}\t1\t${rows}`, `${rows} rows without a gap should be restored; there are '${found}'`);
}

async function paused(bench: Workbench, replica: Replica, say: (line: string) => void): Promise<void> {
  await replica.sql("SELECT pg_wal_replay_pause();", { as: "rdsadmin" });
  await untilItSays(replica, "SELECT pg_get_wal_replay_pause_state() = 'paused'");
  const last = await newest(replica);
  await untilItSays(bench.source, `SELECT max(n) > ${last + 100} FROM ledger`);
  const { id, snapshotAt, warnings } = await bench.exportBackup(FROM);
  const rows = await ledgerIn(bench, id);
  const told = warnings.find(({ kind }) => kind === "replica-behind")?.what ?? "";
  say(`paused: ${rows} rows in the backup of ${snapshotAt}; ${told}`);
  expectThat(rows === last && (await committedUntil(bench, snapshotAt)) === last, `the replica had ${last} rows when it was paused; the backup holds ${rows} and says it is of ${snapshotAt}`);
  expectThat(told.includes("replay is paused"), `the export should tell that the replica stands still: ${JSON.stringify(warnings)}`);
  await replica.sql("SELECT pg_wal_replay_resume();", { as: "rdsadmin" });
  await untilItSays(replica, `SELECT max(n) > ${last + 100} FROM ledger`);
}

/** The shell that looks for the dump does not find itself; neither is it found that the kit asks for its version. */
const DUMPING = "pgrep --full '[p]g_dump --format'";

/** Runs an export whose dump stands still while something happens to the replica. */
async function whileItDumps({ exporter }: Workbench, happens: () => Promise<void>) {
  const exporting = tryExport(exporter, FROM, 120);
  await exporter.run(["sh", "-c", `until ${DUMPING} >/dev/null; do sleep 0.02; done; kill -STOP $(${DUMPING})`], { timeoutSeconds: 60 });
  try {
    await happens();
  } finally {
    await exporter.run(["sh", "-c", `kill -CONT $(${DUMPING})`]);
  }
  return exporting;
}

async function inConflict(bench: Workbench, replica: Replica, say: (line: string) => void): Promise<void> {
  await replica.set("max_standby_streaming_delay", "100ms");
  const before = await backups(bench);
  const { exitCode, stderr } = await whileItDumps(bench, async () => {
    await bench.source.sql("UPDATE churn SET body = 'changed'; DELETE FROM churn WHERE n > 100;", { as: "shop" });
    await bench.source.sql("VACUUM churn;", { as: "shop" });
    await untilItSays(replica, "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'failover' AND state LIKE 'idle in transaction%'");
  });
  say(`in conflict: ended with ${exitCode}: ${stderr.trim().split("\n").slice(-8).join(" ")}`);
  const text = unwrapped(stderr);
  expectThat(exitCode === FAILED && text.includes("ended the export") && text.includes("hot_standby_feedback"), `the export should end with 1 and say what would help; it ended with ${exitCode}: ${stderr}`);
  expectThat((await backups(bench)) === before, "an export that the replica ended left a backup");
  const spooled = (await bench.exporter.run(["find", "/var/cache/failover-export", "-type", "f"])).trim();
  expectThat(spooled === "", `an export that the replica ended left ${spooled}`);
  await replica.set("max_standby_streaming_delay", "-1");
}

async function promoted(bench: Workbench, replica: Replica, say: (line: string) => void): Promise<void> {
  let last = 0;
  const { exitCode, stdout, stderr } = await whileItDumps(bench, async () => {
    await replica.sql("SELECT pg_promote();", { as: "rdsadmin" });
    last = await newest(replica);
    await replica.sql("INSERT INTO ledger (at) SELECT now() FROM generate_series(1, 5000);", { as: "rdsadmin" });
  });
  expectThat(exitCode === 0, `an export from a replica that is promoted meanwhile should end well; it ended with ${exitCode}: ${stderr}`);
  const { id, snapshotAt } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Exported;
  const [rows, certain] = [await ledgerIn(bench, id), await committedUntil(bench, snapshotAt)];
  say(`promoted meanwhile: ${rows} rows in the backup of ${snapshotAt}, ${certain} of them committed by then, ${last} when it was promoted`);
  expectThat(certain <= rows && rows <= last, `a backup from before the promotion holds ${rows} rows; ${certain} were committed by ${snapshotAt}, and ${last} until the promotion`);
  const again = await tryExport(bench.exporter, FROM);
  expectThat(again.exitCode === REFUSED && unwrapped(again.stderr).includes("is no replica"), `a replica that was promoted should be refused; the export ended with ${again.exitCode}: ${again.stderr}`);
}

export const replica: Scenario = {
  id: "replica",
  story: "a real streaming replica is exported under writes, and the backup is of the moment it says; while replay is paused it says so; a dump that replay ends is told with what helps; one that a promotion meets holds nothing from after it, and the next is refused",
  run: (say) =>
    inWorkbench(say, async (bench) => {
      await bench.source.sql(SCHEMA, { as: "shop" });
      const standby = await standUpReplica(bench.lab.client, bench.source, bench.exporter);
      await bench.changeSetting(["export", "replica"], { host: standby.address, port: world.database.port });
      await beginWriting(bench);
      await untilItSays(standby, "SELECT max(n) > 50 FROM ledger");
      say("a replica follows, under writes");
      await underWrites(bench, standby, say);
      await paused(bench, standby, say);
      await inConflict(bench, standby, say);
      await promoted(bench, standby, say);
    }),
};
