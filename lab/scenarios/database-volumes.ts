import type { LabClient } from "../client.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { succeeded } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const INSTANCE = "aws:rds/instance:Instance";
const source = {
  ...{ allocatedStorage: 5, dbName: "shop", username: "master", password: "correct-horse-battery" },
  ...{ backupRetentionPeriod: 7, multiAz: true, skipFinalSnapshot: true },
};
const next = "read the scenario";
const SUM = "SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)::numeric), 0) FROM visits t";

/** What the lab claims of its databases' disks, looked at through the databases themselves. */
export const databaseVolumes: Scenario = {
  id: "database-volumes",
  story: "a database is copied under load, restored to a moment between two writes, loses its disk and is restored all the same, and can be full",
  run: (say) =>
    inFreshLab(say, async ({ client }) => {
      const { act } = keepTime(say);
      const bench = benchOn(client);
      await act("a database with a disk of its own", 5, () => bench.make("primary", source));
      await bench.sql("primary", "CREATE TABLE visits (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), pad text)");
      await act("a snapshot under load", 4, () => underLoad(bench));
      const between = await act("two writes, and the moment between them", 2, () => twoWrites(bench));
      await act("a log that has been sent", 10, () => bench.restorable("primary", between));
      await act("the disk is gone", 3, () => diskGone(bench));
      await act("restored to the moment between the writes, and from the snapshot, side by side", 12, () => restoredAllTheSame(bench, between));
      await act("a disk that is full", 10, () => full(bench));
      await act("the disk is found again", 6, () => foundAgain(bench));
    }),
};

type Bench = ReturnType<typeof benchOn>;

/** Databases asked for as the provider's plugin asks, spoken to on their own hosts, and looked at through the RDS API. */
function benchOn({ cloud, hosts, switches }: LabClient) {
  const on = async (name: string, statement: string): Promise<string> => {
    const argv = ["runuser", "-u", "postgres", "--", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "shop"];
    return succeeded(`psql on ${name}`, await hosts.exec(`aws-rds-${name}`, argv, { stdin: statement })).trim();
  };
  const api = async (action: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const form = new URLSearchParams({ Action: action, Version: "2014-10-31", ...fields }).toString();
    const argv = ["curl", "--silent", "--show-error", "--max-time", "5", "--header", "authorization: AWS4-HMAC-SHA256 Credential=lab", "--data", form, "http://10.10.0.5:5001/"];
    return succeeded(action, await hosts.exec("customer", argv));
  };
  const tell = async (name: string, element: string): Promise<string> => new RegExp(`<${element}>([^<]*)`).exec(await api("DescribeDBInstances", { DBInstanceIdentifier: name }))?.[1] ?? "";
  return {
    api,
    tell,
    sql: on,
    /** Leaves so many megabytes free. */
    fill: async (name: string, directory: string, megabytes: number) =>
      succeeded("fallocate", await hosts.exec(`aws-rds-${name}`, ["sh", "-c", 'free=$(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9); fallocate -l $((free - $2))M "$1/ballast"', "sh", directory, String(megabytes)])),
    gone: (isGone: boolean) => switches.turn({ name: "database-gone", on: isGone, instance: "primary" }),
    restorable: (name: string, at: string) =>
      waitFor(`${name} restorable to ${at}`, { withinSeconds: 25, everySeconds: 0.5, next }, async () => ((await tell(name, "LatestRestorableTime")) >= at ? true : undefined)),
    from: (name: string, host: string) => hosts.exec(host, ["pg_isready", "--timeout=3", `--host=${name}.c1lab2kit3rd.eu-west-1.rds.amazonaws.com`]),
    make: (name: string, inputs: Readonly<Record<string, unknown>>) =>
      cloud("aws", "create", { type: INSTANCE, name, urn: `urn:pulumi:lab::lab::${INSTANCE}::${name}`, inputs: { instanceClass: "db.t3.micro", skipFinalSnapshot: true, ...inputs, identifier: name } }),
  };
}

async function underLoad(bench: Bench): Promise<void> {
  const writing = bench.sql("primary", "DO $$ BEGIN FOR n IN 1..4000 LOOP INSERT INTO visits (pad) VALUES (repeat('x', 200)); COMMIT; END LOOP; END $$");
  const written = async () => Number(await bench.sql("primary", "SELECT count(*) FROM visits"));
  await waitFor("the first writes", { withinSeconds: 10, everySeconds: 0.05, next }, async () => ((await written()) > 50 ? true : undefined));
  const begun = await bench.api("CreateDBSnapshot", { DBInstanceIdentifier: "primary", DBSnapshotIdentifier: "under-load" });
  expectThat(begun.includes("<Status>creating</Status>"), `the snapshot began as: ${begun}`);
  await waitFor("a snapshot", { withinSeconds: 15, everySeconds: 0.1, next }, async () => ((await bench.api("DescribeDBSnapshots", { DBSnapshotIdentifier: "under-load" })).includes("<Status>available</Status>") ? true : undefined));
  await writing;
  expectThat((await written()) === 4000, "a snapshot cost the source a write");
}

async function twoWrites(bench: Bench): Promise<string> {
  const pauses = "SELECT pg_sleep(0.3); SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'); SELECT pg_sleep(0.3)";
  const said = await bench.sql("primary", `INSERT INTO visits (pad) VALUES ('before'); ${pauses}; INSERT INTO visits (pad) VALUES ('after')`);
  return said.trim();
}

async function diskGone(bench: Bench): Promise<void> {
  expectThat((await bench.from("primary", "aws-rds-primary")).exitCode === 0, "the endpoint's name does not lead to the database");
  await bench.gone(true);
  expectThat((await bench.tell("primary", "DBInstanceStatus")) === "failed", "the API does not say that the instance has failed");
  expectThat((await bench.from("primary", "aws-rds-primary")).exitCode !== 0, "a database without a disk takes connections");
  expectThat((await bench.api("DescribeEvents", { SourceIdentifier: "primary", SourceType: "db-instance" })).includes("Begin a point-in-time-restore"), "no event tells of it");
}

async function restoredAllTheSame(bench: Bench, between: string): Promise<void> {
  const restoreToPointInTime = { sourceDbInstanceIdentifier: "primary", restoreTime: between };
  await Promise.all([bench.make("between", { restoreToPointInTime }), bench.make("copy", { snapshotIdentifier: "under-load" })]);
  const writes = await bench.sql("between", "SELECT count(*) || ' ' || string_agg(pad, ',') FILTER (WHERE pad !~ '^x') FROM visits");
  expectThat(writes === "4001 before", `the database restored to between the writes has: ${writes}`);
  const upTo = Number(await bench.sql("copy", "SELECT max(id) FROM visits"));
  expectThat(upTo >= 50 && upTo <= 4000, `the copy ends at ${upTo}`);
  const [copied, original] = [await bench.sql("copy", SUM), await bench.sql("between", `${SUM} WHERE id <= ${upTo}`)];
  expectThat(copied === original, `up to ${upTo} the copy sums to ${copied}, the source to ${original}`);
  expectThat((await bench.tell("copy", "DBParameterGroupName")) === "default.postgres17", "a restored instance has its source's parameter group by itself");
}

/** Unlogged, so that it is the table that meets the end of the disk and not the log, which would end the server. */
async function full(bench: Bench): Promise<void> {
  await bench.fill("copy", "/var/lib/postgresql", 30);
  expectThat((await bench.tell("copy", "DBInstanceStatus")) === "storage-full", "the API does not say that the disk is full");
  const filled = await bench.sql("copy", "CREATE UNLOGGED TABLE heap AS SELECT repeat(md5(n::text || random()), 4) FROM generate_series(1, 1000000) n").then(
    () => "there was room for everything",
    (error: unknown) => String(error),
  );
  expectThat(filled.includes("No space left on device"), filled);
}

async function foundAgain(bench: Bench): Promise<void> {
  await bench.gone(false);
  expectThat((await bench.tell("primary", "DBInstanceStatus")) === "available", "the instance is not available again");
  expectThat((await bench.sql("primary", "SELECT count(*) FROM visits")) === "4002", "the disk came back with other rows than it had");
}
