import type { Lab } from "../../../daemon/lab.ts";
import { number, record, records, text } from "../../fields.ts";
import type { Fields } from "../../handler.ts";
import { runOnHost } from "../../run-on-host.ts";
import { logMegabytesFor } from "./disk-size.ts";
import type { DbInstance } from "./ledger.ts";
import { recoverySettings, UNTIL_IT_STANDS } from "./recovery.ts";
import { accessRules, masterAndDatabase, masterPassword, serverSettings } from "./rds-limits.ts";

const configuration = "/etc/postgresql/17/main";
const data = "/var/lib/postgresql/17/main";
const recoveryFile = `${configuration}/conf.d/zz-recovery.conf`;
const unit = "postgresql@17-main";
const provisionSeconds = 90;
const recoverySeconds = 600;
const NOT_REACHED = 3;

// A checkpointer that woke before the server stood sleeps for five minutes and sends nothing; being told that settings may have changed wakes it.
const HEARTBEAT = "SELECT pg_reload_conf();\nSELECT pg_logical_emit_message(true, 'rds_heartbeat', '') \\watch 2\n";

type Serving = Pick<DbInstance, "host" | "settings">;

const portOf = ({ settings }: Serving): number => number(settings, "port", 5432);

/** Writes what the server of an instance needs to know, and takes it into use. A reload cuts no connections: on RDS, too, what needs a restart waits for one. */
export async function serve(lab: Lab, instance: Serving, how: "restart" | "reload"): Promise<void> {
  await configure(lab, instance);
  await runOnHost(lab, instance.host, ["systemctl", how, unit], { timeoutSeconds: provisionSeconds });
}

/** The master, its database and RDS's own roles, on an instance that begins empty. */
export async function furnish(lab: Lab, instance: Serving, inputs: Fields): Promise<void> {
  await ask(lab, instance, masterAndDatabase({ user: text(inputs, "username"), password: text(inputs, "password"), database: text(inputs, "dbName", "postgres") }));
}

/** Another password for the master; without one it stays as it was. */
export async function setPassword(lab: Lab, instance: Serving, password: string): Promise<void> {
  if (password !== "") await ask(lab, instance, masterPassword({ user: text(instance.settings, "username"), password }));
}

/** Something is always written on RDS, by RDS itself: so the restorable time goes on where the application is silent. */
export async function startHeartbeat(lab: Lab, { host, settings }: Serving): Promise<void> {
  if (number(settings, "backupRetentionPeriod", 0) === 0) return;
  const psql = `/usr/bin/psql --no-psqlrc --quiet --port=${number(settings, "port", 5432)} --file=/etc/rds-heartbeat.sql rdsadmin`;
  const service = ["User=postgres", `ExecStart=${psql}`, "Restart=always", "RestartSec=2", "StandardOutput=null", "StandardError=null"];
  await lab.hosts.write(host, "/etc/rds-heartbeat.sql", HEARTBEAT, 0o644);
  await lab.hosts.write(host, "/etc/systemd/system/rds-heartbeat.service", ["[Service]", ...service, ""].join("\n"), 0o644);
  await runOnHost(lab, host, ["sh", "-c", "systemctl daemon-reload && systemctl restart rds-heartbeat"]);
}

/** Reads the log that another instance sent, up to a time or to its end, and then stands by itself; nobody can connect meanwhile. */
export async function recover(lab: Lab, instance: Serving, at: Date | "latest"): Promise<void> {
  const { host } = instance;
  await configure(lab, instance);
  await runOnHost(lab, host, ["runuser", "-u", "postgres", "--", "touch", `${data}/recovery.signal`]);
  const attempt = async (until: Date | "latest"): Promise<number> => {
    await lab.hosts.write(host, recoveryFile, recoverySettings(until), 0o644);
    const argv = ["sh", "-c", UNTIL_IT_STANDS, "sh", unit, String(portOf(instance)), String(recoverySeconds)];
    const { exitCode, stdout, stderr } = await lab.hosts.exec(host, argv, { timeoutSeconds: recoverySeconds + provisionSeconds });
    if (exitCode !== 0 && exitCode !== NOT_REACHED) throw new Error(`The recovery on host ${host} ended with ${exitCode}: ${stderr.trim() || stdout.trim()}`);
    return exitCode;
  };
  // Where nothing was committed after the time asked for, the log ends before the server has seen that time go by: then its end is what was asked for.
  if ((await attempt(at)) === NOT_REACHED && (await attempt("latest")) === NOT_REACHED) throw new Error(`The recovery on host ${host} reads no log.`);
  await runOnHost(lab, host, ["rm", recoveryFile]);
}

/** Ends the server in good order and starts it again. */
export async function restart(lab: Lab, { host }: Serving): Promise<void> {
  await runOnHost(lab, host, ["systemctl", "restart", unit], { timeoutSeconds: provisionSeconds });
}

/** Ends the server at once, as a machine that dies does. */
export async function kill(lab: Lab, { host }: Serving): Promise<void> {
  await lab.hosts.exec(host, ["systemctl", "kill", "--signal=KILL", unit], { timeoutSeconds: provisionSeconds });
}

async function configure(lab: Lab, instance: Serving): Promise<void> {
  const parameters = parametersOf(lab, text(instance.settings, "parameterGroupName"));
  const keepsLog = number(instance.settings, "backupRetentionPeriod", 0) > 0;
  await lab.hosts.write(instance.host, `${configuration}/conf.d/rds.conf`, serverSettings({ port: portOf(instance), keepsLog, logMegabytes: logMegabytesFor(instance.settings) }, parameters), 0o644);
  await lab.hosts.write(instance.host, `${configuration}/pg_hba.conf`, accessRules(parameters), 0o644);
}

async function ask(lab: Lab, instance: Serving, sql: string): Promise<void> {
  const psql = ["psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-p", String(portOf(instance)), "postgres"];
  await runOnHost(lab, instance.host, ["runuser", "-u", "postgres", "--", ...psql], { stdin: sql, timeoutSeconds: provisionSeconds });
}

/** What a person has set in a parameter group; nothing in the engine's own. */
export function parametersOf(lab: Lab, name: string): ReadonlyMap<string, string> {
  const group = lab.inventory.list("aws", "aws:rds/parameterGroup:ParameterGroup").find((candidate) => candidate.name === name);
  const parameters = records(group?.inputs ?? record({}, ""), "parameters");
  return new Map(parameters.map((parameter) => [text(parameter, "name"), text(parameter, "value")]));
}
