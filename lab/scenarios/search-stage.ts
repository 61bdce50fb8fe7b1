import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { standbyOutputs } from "../../infra/outputs.ts";
import type { LabClient } from "../client.ts";
import { keepTime } from "../drill/act.ts";
import { setStage } from "../drill/set-stage.ts";
import { typed, type Stage } from "../drill/stage.ts";
import { here } from "../place.ts";
import { everythingRolesSql } from "../shop/everything.ts";
import { ORDERS_INDEX } from "../shop/reindex.ts";
import { seedSql } from "../shop/seed.ts";
import { dnsStackFile } from "../site/stack-files.ts";
import { world } from "../site/world.ts";
import { changeSetting, changeSiteFile, changeStackFile, siteEnvironment } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { exportBackup, prepareExporter } from "../workbench/exporter.ts";
import { onHost, type Bench } from "../workbench/on-host.ts";
import { standUpSource, type Source } from "../workbench/source.ts";
import { hostWithKit } from "../workbench/workbench.ts";
import { inShell } from "./stack-agrees.ts";

/** A history that is indexed in seconds, also where a server has just been started. */
const history = { customers: 2_000, products: 200, orders: 12_000 };
/** Where both search servers have their snapshots, made with their packages: a directory here, a bucket and its copy in the clouds. */
export const SNAPSHOTS = "/mnt/snapshots";
/** What only one order says, and the next ones came after the snapshot. */
export const PLANTED = { id: "5ea2c4ed-0000-4000-8000-000000000001", note: "a left-handed teapot" } as const;
export const ORDERS_SINCE = 300;
export const ALL_ORDERS = history.orders + ORDERS_SINCE + 1;
const SNAPSHOT = "nightly-1";
const up = (stack: string) => inShell(`pulumi up --stack ${stack} --yes --skip-preview --non-interactive`);

/** A search server as anybody on its host may ask it. */
export const asked = async (host: Bench, method: string, path: string, body?: object): Promise<unknown> => {
  const words = ["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "30", "--request", method, "--header", "content-type: application/json", "--data-binary", "@-", `http://127.0.0.1:9200${path}`];
  return JSON.parse(await host.run(words, { stdin: body === undefined ? "" : JSON.stringify(body) }));
};

/** What the company has written down before its first day: an index that its own command rebuilds, and a machine for it. */
async function writeSearch(site: string): Promise<void> {
  const search = {
    onFailover: "reindex",
    reindex: { command: "exec node /opt/shop/shop.mjs reindex", user: "shop", limitMinutes: 10 },
    snapshot: { repository: "mirror", directory: SNAPSHOTS, indices: "shop-*", marginMinutes: 1 },
  };
  await changeSetting(site, ["search"], search);
  await changeSiteFile(site, "site-vars.yml", ["search_settings"], { "path.repo": [SNAPSHOTS] });
  await changeSiteFile(site, "Pulumi.standby.yaml", ["config", "failover-kit:search"], true);
  await changeSiteFile(site, "Pulumi.gcp.yaml", ["config", "failover-kit:searchMachineType"], "e2-standard-2");
}

/** A database in AWS, an exporter beside it, and a search server whose nightly snapshot lacks the last orders. Returns the repository's files, as a tar in base64. */
async function primary(lab: RunningLab, stage: Stage): Promise<string> {
  const { site } = lab.place;
  const environment = await siteEnvironment(site);
  const key = async (name: string) => ({ publicKey: await readFile(join(site, "keys", `${name}.pub`), "utf8") });
  const [exporter, old] = await Promise.all([hostWithKit(lab, "exporter", "aws"), oldSearch(lab.client)]);
  const source = await standUpSource(lab.client, exporter, environment);
  await changeSetting(site, ["export", "source", "host"], source.address);
  const signing = { ...(await key("exporter")), privateKey: await readFile(join(site, "keys/private/exporter-signing.pem"), "utf8") };
  const [operations, offline, verifier] = await Promise.all([key("operations"), key("offline"), key("verifier")]);
  await prepareExporter(exporter, { site, address: source.address, keys: { operations, offline, verifier, exporter: signing }, environment });
  await source.sql(everythingRolesSql(environment["SHOP_AUDITOR_PASSWORD"] ?? ""));
  await source.sql(`BEGIN;\n${seedSql(history)}\nCOMMIT;\nANALYZE;`, { as: "shop", timeoutSeconds: 120 });
  const snapshot = await stage.act("the old search server's index and snapshot", 15, () => snapshotOf(old, source, exporter, site, environment["SHOP_DATABASE_PASSWORD"] ?? ""));
  await source.sql(
    `INSERT INTO orders (id, customer, sku, quantity, note, side) VALUES ('${PLANTED.id}', 1, 'SKU-00001', 1, '${PLANTED.note}', 'aws');
     INSERT INTO orders (id, customer, sku, quantity, note, side) SELECT gen_random_uuid(), 1 + n, 'SKU-00002', 1, 'after the snapshot', 'aws' FROM generate_series(1, ${ORDERS_SINCE}) n;`,
    { as: "shop" },
  );
  await stage.act("failover export", 8, () => exportBackup(exporter));
  return snapshot;
}

async function oldSearch(client: LabClient): Promise<Bench> {
  const { address } = await client.hosts.ensure({ name: "search-in-aws", network: "aws", memoryMb: 3072, searches: true });
  const host = onHost(client, "search-in-aws", address);
  await host.write("/etc/opensearch/opensearch.yml", `network.host: ["127.0.0.1", "${address}"]\ndiscovery.type: single-node\npath.data: /var/lib/opensearch\npath.logs: /var/log/opensearch\npath.repo: ["${SNAPSHOTS}"]\n`);
  await host.write("/etc/opensearch/jvm.options.d/lab-heap.options", "-Xms512m\n-Xmx512m\n");
  await host.run(["systemctl", "start", "opensearch"]);
  return host;
}

async function snapshotOf(old: Bench, { address }: Source, exporter: Bench, site: string, password: string): Promise<string> {
  await untilItAnswers(old);
  await exporter.write("/root/shop.mjs", await readFile(join(site, "release/shop.mjs"), "utf8"));
  const { database } = world;
  const from = `postgres://${database.owner}:${encodeURIComponent(password)}@${address}:${database.port}/${database.name}?uselibpqcompat=true&sslmode=require`;
  await exporter.run(["env", `DATABASE_URL=${from}`, `SEARCH_URL=http://${old.address}:9200`, "node", "/root/shop.mjs", "reindex"], { timeoutSeconds: 120 });
  await asked(old, "PUT", "/_snapshot/own", { type: "fs", settings: { location: SNAPSHOTS } });
  await asked(old, "PUT", `/_snapshot/own/${SNAPSHOT}?wait_for_completion=true`, { indices: ORDERS_INDEX, include_global_state: false });
  const files = await old.run(["sh", "-c", `tar --create --directory=${SNAPSHOTS} . | base64 --wrap=0`]);
  await old.run(["systemctl", "stop", "opensearch"]);
  return files;
}

/** Waits until a search server that was started answers. */
export async function untilItAnswers(host: Bench): Promise<void> {
  await host.run(["sh", "-c", "until curl --silent --fail --output /dev/null http://127.0.0.1:9200/; do sleep 0.5; done"], { timeoutSeconds: 120 });
}

export type SearchStage = { readonly stage: Stage; /** The repository of the old search server, as its copy. */ readonly snapshot: string };

/** The first day of a company whose orders are searched: its data in AWS and exported, the part of the mirror that is always there, its names. */
export async function searchStage(lab: RunningLab, say: (line: string) => void): Promise<SearchStage> {
  const { act, say: tell } = keepTime(say);
  const directory = join(here().clone, "drills", `search-${Date.now()}`);
  await mkdir(directory, { recursive: true });
  const stage = await setStage(lab, { directory, light: true, act, say: tell });
  await writeSearch(stage.site);
  await act("failover init", 3, () => typed(stage, ["failover", "init"], { timeoutSeconds: 120 }));
  const [snapshot] = await Promise.all([primary(lab, stage), always(stage)]);
  return { stage, snapshot };
}

const always = (stage: Stage): Promise<void> =>
  stage.act("pulumi up --stack standby, then --stack dns", 14, async () => {
    await up("standby");
    const { address } = standbyOutputs.parse(JSON.parse(await inShell("pulumi stack output --stack standby --json")));
    await changeStackFile(join(stage.site, "Pulumi.dns.yaml"), dnsStackFile({ aws: "shop.eu-west-1.elb.example.net", gcp: address }));
    await up("dns");
  });

const counted = z.object({ count: z.number() });
const found = z.object({ hits: z.object({ hits: z.array(z.object({ _id: z.string() })) }) });

/** How many orders the index holds, and which ones say what the planted one says. */
export async function indexed(host: Bench): Promise<{ readonly orders: number; readonly teapots: readonly string[] }> {
  const { count } = counted.parse(await asked(host, "GET", `/${ORDERS_INDEX}/_count`));
  const { hits } = found.parse(await asked(host, "GET", `/${ORDERS_INDEX}/_search`, { query: { match_phrase: { note: PLANTED.note } } }));
  return { orders: count, teapots: hits.hits.map(({ _id }) => _id) };
}
