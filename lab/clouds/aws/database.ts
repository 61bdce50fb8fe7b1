import type { Lab } from "../../daemon/lab.ts";
import { backedByHost } from "../backed-by-host.ts";
import { number, record, records, text } from "../fields.ts";
import type { Fields, Handler } from "../handler.ts";
import { hostName } from "../host-name.ts";
import { runOnHost } from "../run-on-host.ts";
import { digits } from "./identity.ts";
import { accessRules, masterAndDatabase, serverSettings } from "./rds-limits.ts";

const directory = "/etc/postgresql/17/main";
const provisionSeconds = 90;

const hostOf = (name: string): string => hostName("aws", "rds", name);
const host = backedByHost(hostOf);

/** An RDS instance: a host with PostgreSQL whose master role may do what RDS lets it do. */
export const database: Handler = {
  read: host.read,
  async create(wanted, lab) {
    const { name, inputs } = wanted;
    const { address } = await lab.hosts.ensure({ name: hostOf(name), network: "aws", memoryMb: 2048 });
    await serve(name, inputs, lab, "restart");
    const port = number(inputs, "port", 5432);
    const resourceId = `db-${digits(wanted, 26).toUpperCase()}`;
    const outputs = {
      ...inputs,
      identifier: name,
      port,
      address,
      endpoint: `${address}:${port}`,
      resourceId,
      engineVersionActual: "17.11",
      status: "available",
    };
    return { id: resourceId, outputs };
  },
  async update(resource, { inputs }, lab) {
    await serve(resource.name, inputs, lab, "reload");
    return { ...resource.outputs, ...inputs };
  },
  async delete(resource, lab, config) {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html#USER_DeleteInstance.DeletionProtection
    if (resource.inputs["deletionProtection"] === true) {
      throw new Error(
        `api error InvalidParameterCombination: Cannot delete protected DB Instance ${resource.name}. Disable deletion protection and try again.`,
      );
    }
    await host.delete(resource, lab, config);
  },
};

// A change must not cut connections that stand: on RDS, too, what needs a restart waits for one.
async function serve(name: string, inputs: Fields, lab: Lab, how: "restart" | "reload"): Promise<void> {
  const server = hostOf(name);
  const parameters = parametersOf(inputs, lab);
  await lab.hosts.write(server, `${directory}/conf.d/rds.conf`, serverSettings(number(inputs, "port", 5432), parameters), 0o644);
  await lab.hosts.write(server, `${directory}/pg_hba.conf`, accessRules(parameters), 0o644);
  await runOnHost(lab, server, ["systemctl", how, "postgresql@17-main"], { timeoutSeconds: provisionSeconds });
  const master = { user: text(inputs, "username"), password: text(inputs, "password"), database: text(inputs, "dbName", "postgres") };
  const psql = [
    "runuser",
    "-u",
    "postgres",
    "--",
    "psql",
    "--no-psqlrc",
    "--quiet",
    "-v",
    "ON_ERROR_STOP=1",
    "-p",
    String(number(inputs, "port", 5432)),
    "postgres",
  ];
  await runOnHost(lab, server, psql, { stdin: masterAndDatabase(master), timeoutSeconds: provisionSeconds });
}

function parametersOf(inputs: Fields, lab: Lab): ReadonlyMap<string, string> {
  const group = lab.inventory
    .list("aws", "aws:rds/parameterGroup:ParameterGroup")
    .find(({ name }) => name === text(inputs, "parameterGroupName"));
  const parameters = records(group?.inputs ?? record({}, ""), "parameters");
  return new Map(parameters.map((parameter) => [text(parameter, "name"), text(parameter, "value")]));
}
