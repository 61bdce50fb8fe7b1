import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { awsOutputs, standbyOutputs, type AwsOutputs } from "../../infra/outputs.ts";
import { everythingRolesSql, everythingSql } from "../shop/everything.ts";
import { seedSql } from "../shop/seed.ts";
import { primaryRoles } from "../site/primary-roles.ts";
import { dnsStackFile } from "../site/stack-files.ts";
import { world } from "../site/world.ts";
import { changeSetting, changeStackFile, siteEnvironment } from "../site/write-site.ts";
import { psql, ssh, typed, type Stage } from "./stage.ts";
import type { Login } from "./tables.ts";

/** A bare `pulumi`, in the environment that `failover env` prints. */
const pulumi = (...args: readonly string[]) => ["bash", "-c", 'eval "$(failover env)" && exec pulumi "$@"', "bash", ...args];
const up = (stack: string) => pulumi("up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive");

/** A stack's outputs, as `pulumi` prints them. */
export async function outputs(stage: Stage, stack: string): Promise<unknown> {
  return JSON.parse(await typed(stage, pulumi("stack", "output", "--stack", stack, "--json"), { timeoutSeconds: 60 }));
}

/** The first day: the kit's own preparations, the part of the mirror that is always there, and the primary's machines and services in AWS. */
export async function standUp(stage: Stage): Promise<AwsOutputs> {
  await stage.act("failover init", 3, async () => {
    await typed(stage, ["failover", "init"], { timeoutSeconds: 120 });
    // The one private key that belongs on no machine: into the safe with it.
    await typed(stage, ["rm", "keys/private/offline.key"], { timeoutSeconds: 10 });
  });
  const environment = await siteEnvironment(stage.site);
  await stage.act("pulumi up --stack standby and --stack aws, side by side", 18, () => Promise.all([
    typed(stage, up("standby"), { timeoutSeconds: 300 }),
    (async () => {
      await typed(stage, pulumi("config", "set", "--stack", "aws", "--secret", "databaseMasterPassword"), { timeoutSeconds: 60, input: environment["SHOP_MASTER_PASSWORD"] ?? "" });
      await typed(stage, up("aws"), { timeoutSeconds: 300 });
    })(),
  ]));
  const primary = awsOutputs.parse(await outputs(stage, "aws"));
  await changeSetting(stage.site, ["export", "source", "host"], primary.database.address);
  await changeSetting(stage.site, ["cache", "source", "host"], primary.cache.address);
  return primary;
}

/** The primary's configuration by Ansible, and its history by SQL. */
export async function fillPrimary(stage: Stage, primary: AwsOutputs): Promise<void> {
  const { database } = world;
  const environment = await siteEnvironment(stage.site);
  await stage.act(`the hosts in AWS by ansible-playbook site.yml, and ${stage.history.orders} old orders in RDS, side by side`, 18, async () => {
    await writePassfile(stage, primary, environment);
    await psql(stage, onPrimary(primary, database.master), primaryRoles(environment) + everythingRolesSql(environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
    await Promise.all([
      psql(stage, onPrimary(primary, database.owner), `BEGIN;\n${seedSql(stage.history)}\nCOMMIT;\nBEGIN;\n${everythingSql()}\nCOMMIT;\nANALYZE;`, 600),
      configurePrimary(stage, environment),
      configureWarden(stage),
    ]);
  });
}

const configurePrimary = (stage: Stage, environment: Readonly<Record<string, string>>): Promise<void> =>
  play(stage, "aws", "site.yml", { FAILOVER_DATABASE_PASSWORD: environment["SHOP_DATABASE_PASSWORD"] ?? "" });

const configureWarden = (stage: Stage): Promise<void> => play(stage, "standby", "warden.yml");

const inventoryOf = (stack: string): string => `.failover/${stack}-inventory.json`;
const wardenInventory = z.object({ all: z.object({ children: z.object({ warden: z.object({ hosts: z.record(z.string(), z.object({ ansible_host: z.string() })) }) }) }) });

/** Plays one of the kit's playbooks on the machines of a stack, or on the agents, as a person types it. */
export async function play(stage: Stage, stack: string, playbook: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const ansible = join(stage.clone, "ansible");
  const inventory = inventoryOf(stack);
  await typed(stage, ["sh", "-c", `failover inventory --stack ${stack} > ${inventory}`], { timeoutSeconds: 60 });
  await typed(stage, ["ansible-playbook", "--inventory", inventory, "--extra-vars", "@site-vars.yml", join(ansible, playbook)], {
    timeoutSeconds: 300,
    env: { ANSIBLE_CONFIG: join(ansible, "ansible.cfg"), ...env },
  });
}

/** How SQL reaches the primary's database: through the exporter's host, which alone stands beside it. */
export const onPrimary = ({ exporter, database }: AwsOutputs, user: string): Login => ({
  address: exporter.address,
  argv: ["psql", `--host=${database.address}`, `--username=${user}`, `--dbname=${database.name}`],
});

async function writePassfile(stage: Stage, { exporter, database }: AwsOutputs, environment: Readonly<Record<string, string>>): Promise<void> {
  const line = (user: string, variable: string) => `${database.address}:*:*:${user}:${environment[variable] ?? ""}\n`;
  const lines = line(world.database.master, "SHOP_MASTER_PASSWORD") + line(world.database.owner, "SHOP_DATABASE_PASSWORD");
  await typed(stage, [...ssh(exporter.address), "umask 077; cat > .pgpass"], { timeoutSeconds: 30, input: lines });
}

/** The service's names at Cloudflare, pointing at AWS, the mirror's reserved address known beforehand; and a name of the company's own for its database, if it wants one. */
export async function publishNames(stage: Stage, primary: AwsOutputs, { databaseAlias = false } = {}): Promise<void> {
  await stage.act("pulumi up --stack dns", 6, async () => {
    const standby = standbyOutputs.parse(await outputs(stage, "standby"));
    await changeStackFile(join(stage.site, "Pulumi.dns.yaml"), dnsStackFile({ aws: primary.loadBalancer.dnsName, gcp: standby.address, database: databaseAlias ? primary.database.address : undefined }));
    if (databaseAlias) await changeSetting(stage.site, ["database", "alias"], world.databaseAlias);
    await typed(stage, up("dns"), { timeoutSeconds: 120 });
  });
}

/** A verified, encrypted copy of the data, written by the exporter's own host to where AWS has no say. */
export async function takeExport(stage: Stage, { exporter }: AwsOutputs): Promise<void> {
  await stage.act("failover export, on the exporter's host", 8, () =>
    typed(stage, [...ssh(exporter.address), "sudo", "systemctl", "start", "--wait", "failover-export"], { timeoutSeconds: 180 }));
  await stage.act("failover verify-export --level 1, on the warden", 2, async () => {
    const { all } = wardenInventory.parse(JSON.parse(await readFile(join(stage.site, inventoryOf("standby")), "utf8")));
    for (const { ansible_host: address } of Object.values(all.children.warden.hosts)) {
      await typed(stage, [...ssh(address), "sudo", "systemctl", "start", "--wait", "failover-verify-1"], { timeoutSeconds: 60 });
    }
  });
}

/** A copy of the customers' sessions, by the exporter's host. */
export async function takeCacheCopy(stage: Stage, { exporter }: AwsOutputs): Promise<void> {
  await stage.act("failover cache export, on the exporter's host", 3, () =>
    typed(stage, [...ssh(exporter.address), "sudo", "systemctl", "start", "--wait", "failover-cache-export"], { timeoutSeconds: 60 }));
}

/** How late a copied object is, measured from the operator's desk while AWS still answers. */
export async function sendCanary(stage: Stage): Promise<void> {
  await stage.act("failover objects canary", 3, () => typed(stage, ["failover", "objects", "canary", "--timeout", "60"], { timeoutSeconds: 90 }));
}
