import { resolve } from "node:path";
import type { AwsOutputs, GcpOutputs } from "../../infra/outputs.ts";
import { copiedDatabases } from "./cache-plan.ts";
import type { Settings } from "./settings.ts";
import type { WatchSettings } from "./watch-settings.ts";

/** One side of the service, as its stack tells of it. */
export type Side = { readonly side: "aws"; readonly outputs: AwsOutputs } | { readonly side: "gcp"; readonly outputs: GcpOutputs };

export type Place = { readonly settings: Settings; readonly projectDirectory: string; readonly knownHosts: string };

type Host = { readonly ansible_host: string };
type Group = { readonly hosts: Readonly<Record<string, Host>> };
export type Inventory = {
  readonly all: { readonly vars: Readonly<Record<string, string>>; readonly children: Readonly<Record<"database" | "app" | "cache" | "search" | "exporter", Group>> };
};

const POSTGRES_PORT = 5432;
const REDIS_PORT = 6379;
const SEARCH_PORT = 9200;
const HTTPS_PORT = 443;

type Machine = { readonly name: string; readonly address: string };

const group = (machines: readonly Machine[]): Group => ({ hosts: Object.fromEntries(machines.map(({ name, address }) => [name, { ansible_host: address }])) });

/** The machine of the stack that is always there, and what its playbook must know; a warden belongs to neither side. */
export function wardenInventory(warden: Machine, { settings, projectDirectory, knownHosts }: Place, bundle: string) {
  const vars = { ...access({ settings, projectDirectory, knownHosts }), failover_service: settings.service, failover_storage_endpoint: settings.storage.endpoint ?? "", failover_bundle: bundle };
  return { all: { vars, children: { warden: group([warden]) } } };
}

/** The machines that `watch.agents` names, wherever they stand, each with the certificate it shows; they are in no stack. */
export function agentsInventory(agents: WatchSettings["agents"], { settings, projectDirectory, knownHosts }: Place, bundle: string) {
  const host = ({ url, certificate }: (typeof agents)[number]) => {
    const { hostname, port } = new URL(url);
    return { ansible_host: hostname.replace(/^\[|\]$/g, ""), failover_agent_port: Number(port || HTTPS_PORT), failover_agent_certificate: resolve(projectDirectory, certificate) };
  };
  const vars = { ...access({ settings, projectDirectory, knownHosts }), failover_service: settings.service, failover_bundle: bundle };
  return { all: { vars, children: { agent: { hosts: Object.fromEntries(agents.map((agent) => [agent.name, host(agent)])) } } } };
}

/** The machines that Ansible configures on one side. What the cloud runs itself (RDS, ElastiCache) is none of them. */
export function inventory(from: Side, { settings, projectDirectory, knownHosts }: Place): Inventory {
  const { app } = from.outputs;
  const others =
    from.side === "aws"
      ? { database: [], cache: [], search: [], exporter: [from.outputs.exporter] }
      : { database: [from.outputs.database], cache: [from.outputs.cache], search: from.outputs.search === undefined ? [] : [from.outputs.search], exporter: [] };
  return {
    all: {
      vars: access({ settings, projectDirectory, knownHosts }),
      children: { database: group(others.database), app: group(app), cache: group(others.cache), search: group(others.search), exporter: group(others.exporter) },
    },
  };
}

/** How Ansible logs in anywhere. */
const access = ({ settings, projectDirectory, knownHosts }: Place): Readonly<Record<string, string>> => ({
  ansible_user: settings.ssh.user,
  ansible_ssh_private_key_file: resolve(projectDirectory, settings.ssh.identityFile),
  ansible_ssh_common_args: `-o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new -o 'UserKnownHostsFile="${knownHosts}"'`,
});

/** The inventory of one database machine that stands by itself. */
export const loneDatabaseInventory = (machine: Machine, place: Place): Inventory => ({
  all: { vars: access(place), children: { database: group([machine]), app: group([]), cache: group([]), search: group([]), exporter: group([]) } },
});

/** What the playbooks are told about such a machine. */
export const loneDatabaseVariables = (machine: Machine, { settings, bundle, run }: { readonly settings: Settings; readonly bundle: string; readonly run: string }): Readonly<Record<string, string | number>> => ({
  failover_service: settings.service,
  failover_side: "gcp",
  failover_database_host: machine.address,
  failover_database_port: POSTGRES_PORT,
  failover_database_name: settings.database.name,
  failover_database_owner: settings.database.owner,
  failover_storage_endpoint: settings.storage.endpoint ?? "",
  failover_bundle: bundle,
  failover_run: run,
});

/** What the playbooks are told about one side; a run's name only if there is a run. */
export function variables(from: Side, { settings, bundle, run }: { readonly settings: Settings; readonly bundle: string; readonly run?: string }): Readonly<Record<string, string | number>> {
  return {
    failover_service: settings.service,
    failover_side: from.side,
    ...services(from, settings),
    failover_database_owner: settings.database.owner,
    failover_storage_endpoint: settings.storage.endpoint ?? "",
    failover_bundle: bundle,
    ...(copiedDatabases(settings.cache).length === 0 ? {} : { failover_cache_filled: "yes" }),
    ...(run === undefined ? {} : { failover_run: run }),
  };
}

function services(from: Side, { database, search }: Settings): Readonly<Record<string, string | number>> {
  const shared = (address: { database: string; cache: string }, port: { database: number; cache: number }) => ({
    failover_database_host: address.database,
    failover_database_port: port.database,
    failover_cache_host: address.cache,
    failover_cache_port: port.cache,
  });
  const { outputs } = from;
  if (from.side === "aws") {
    const { database: rds, cache, objects, search } = from.outputs;
    return {
      ...(search === undefined ? {} : { failover_search_url: `https://${search.endpoint}` }),
      ...shared({ database: database.alias?.name ?? rds.address, cache: cache.address }, { database: rds.port, cache: cache.port }),
      failover_database_name: rds.name,
      failover_objects_url: `s3://${objects.bucket}`,
    };
  }
  return {
    ...shared({ database: from.outputs.database.address, cache: from.outputs.cache.address }, { database: POSTGRES_PORT, cache: REDIS_PORT }),
    failover_database_name: database.name,
    ...searchOf(from.outputs.search, search?.port ?? SEARCH_PORT),
    failover_objects_url: `gs://${outputs.objects.bucket}`,
  };
}

const searchOf = (machine: Machine | undefined, port: number): Readonly<Record<string, string | number>> =>
  machine === undefined ? {} : { failover_search_url: `http://${machine.address}:${port}`, failover_search_host: machine.address, failover_search_port: port };
