import { randomBytes } from "node:crypto";
import type { LabClient } from "../client.ts";
import { onHost, type Bench } from "./on-host.ts";
import { sourceAt, type Source } from "./source.ts";

const CONFIGURATION = "/etc/postgresql/17/main";
const DATA = "/var/lib/postgresql/17/main";
const UNIT = "postgresql@17-main";
/** Whom RDS replicates as. */
const USER = "rdsrepladmin";

/** A read replica of RDS: the same server on a host of its own, which follows the source by streaming. */
export type Replica = Source & {
  /** Sets a parameter as its parameter group would. */
  set(name: string, value: string): Promise<void>;
};

/** Makes a replica of the source, which from then on remembers when each transaction was committed; it has caught up when this resolves. */
export async function standUpReplica(client: LabClient, source: Source, exporter: Bench): Promise<Replica> {
  const { address } = await client.hosts.ensure({ name: "replica", network: "aws", memoryMb: 1024 });
  const host = onHost(client, "replica", address);
  const password = randomBytes(12).toString("hex");
  await source.sql(`CREATE ROLE ${USER} LOGIN REPLICATION PASSWORD '${password}';`, { as: "rdsadmin" });
  await source.sql("ALTER SYSTEM SET track_commit_timestamp = on;", { as: "rdsadmin" });
  await source.host.run(["sh", "-c", `echo 'hostssl replication ${USER} 10.10.0.0/16 scram-sha-256' >>${CONFIGURATION}/pg_hba.conf`]);
  await source.host.run(["systemctl", "restart", UNIT]);
  for (const file of ["conf.d/rds.conf", "pg_hba.conf"]) await host.write(`${CONFIGURATION}/${file}`, await source.host.run(["cat", `${CONFIGURATION}/${file}`]));
  await host.run(["rm", "-rf", DATA]);
  const copy = ["pg_basebackup", `--dbname=host=${source.address} user=${USER} password=${password}`, `--pgdata=${DATA}`, "--checkpoint=fast", "--write-recovery-conf", "--no-sync"];
  await host.run(["runuser", "--user", "postgres", "--", ...copy], { timeoutSeconds: 120 });
  await host.run(["systemctl", "start", UNIT]);
  const replica = sourceAt(host, address, exporter);
  const set: Replica["set"] = async (name, value) => {
    await replica.sql(`ALTER SYSTEM SET ${name} = '${value}';\nSELECT pg_reload_conf();`, { as: "rdsadmin" });
  };
  const position = (await source.sql("SELECT pg_current_wal_lsn()", { as: "rdsadmin" })).trim();
  await untilItSays(replica, `SELECT pg_last_wal_replay_lsn() >= '${position}'`);
  return { ...replica, set };
}

const UNTIL = 'for i in $(seq 300); do [ "$(runuser --user postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --dbname=shop --command="$1")" = t ] && exit 0; sleep 0.1; done; echo "not within 30 s: $1" >&2; exit 1';

/** Waits until a question is answered with true, as the server's superuser. */
export async function untilItSays({ host }: Source, question: string): Promise<void> {
  await host.run(["sh", "-c", UNTIL, "sh", question], { timeoutSeconds: 60 });
}
