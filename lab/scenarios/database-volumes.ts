import type { LabClient } from "../client.ts";
import { keepTime, waitFor } from "../drill/act.ts";
import { succeeded } from "../drill/stage.ts";
import { inFreshLab } from "../in-fresh-lab.ts";
import { expectThat, type Scenario } from "./scenario.ts";

const INSTANCE = "aws:rds/instance:Instance";
const source = {
  identifier: "primary", allocatedStorage: 5, instanceClass: "db.t3.micro", dbName: "shop", username: "master", password: "correct-horse-battery",
  backupRetentionPeriod: 7, multiAz: true, skipFinalSnapshot: true,
};

/** What the lab claims of its databases' disks, looked at through the databases themselves. */
export const databaseVolumes: Scenario = {
  id: "database-volumes",
  story: "a database is copied under load, restored to a moment between two writes, loses its disk and is restored all the same, and can be full",
  run: (say) =>
    inFreshLab(say, async ({ client }) => {
      const { act } = keepTime(say);
      const bench = benchOn(client);
      await act("a database with a disk of its own", 4, () => bench.make("primary", source));
      await act("what visitors wrote", 3, () => bench.sql("primary", "CREATE TABLE visits (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), pad text)"));
      await act("restored to a moment between two writes", 12, () => betweenTwoWrites(bench));
    }),
};

type Bench = ReturnType<typeof benchOn>;

/** Databases asked for as the provider's plugin asks, and spoken to on their own hosts. */
function benchOn({ cloud, hosts }: LabClient) {
  const sql = async (name: string, statement: string): Promise<string> => {
    const argv = ["runuser", "-u", "postgres", "--", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "shop"];
    return succeeded(`psql on ${name}`, await hosts.exec(`aws-rds-${name}`, argv, { stdin: statement })).trim();
  };
  return {
    sql,
    hosts,
    make: (name: string, inputs: Readonly<Record<string, unknown>>) => cloud("aws", "create", { type: INSTANCE, name, urn: `urn:pulumi:lab::lab::${INSTANCE}::${name}`, inputs: { ...inputs, identifier: name } }),
  };
}

async function betweenTwoWrites(bench: Bench): Promise<void> {
  const between = await bench.sql("primary", "INSERT INTO visits (pad) VALUES ('before'); SELECT pg_sleep(1.2); SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
  await bench.sql("primary", "SELECT pg_sleep(0.2); INSERT INTO visits (pad) VALUES ('after')");
  const made = await waitFor("a log that has been sent", { withinSeconds: 20, everySeconds: 0.5, next: "read the scenario" }, () =>
    bench.make("between", { instanceClass: "db.t3.micro", skipFinalSnapshot: true, restoreToPointInTime: { sourceDbInstanceIdentifier: "primary", restoreTime: between.trim() } }).catch(() => undefined),
  );
  expectThat(made.id !== "", "it has no id");
  const found = await bench.sql("between", "SELECT string_agg(pad, ',') FROM visits");
  expectThat(found === "before", `the database restored to between the writes has: ${found}`);
}
