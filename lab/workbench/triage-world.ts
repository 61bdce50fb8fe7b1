import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cloudflareToken, independentNames } from "../dns/addresses.ts";
import { addresses, awsApiPort, awsControlPort, independent, rdsApiPort } from "../network/plan.ts";
import { seedSql } from "../shop/seed.ts";
import { world } from "../site/world.ts";
import { changeSetting, siteEnvironment } from "../site/write-site.ts";
import type { RunningLab } from "../up.ts";
import { onHost, type Bench } from "./on-host.ts";
import { standUpSource } from "./source.ts";
import { hostWithKit } from "./workbench.ts";

const SEARCH = `const { createServer } = require("node:http");
createServer((request, response) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ cluster_name: "shop", status: "green", number_of_nodes: 1 }))).listen(9200, "0.0.0.0");
`;
const unit = (program: string, more: readonly string[] = []) => ["[Service]", `ExecStart=/usr/bin/node ${program}`, ...more, "Restart=always", "RestartSec=300ms", "[Install]", "WantedBy=multi-user.target", ""].join("\n");

/** A company that serves from AWS behind Cloudflare, as far as a triage looks at it: no Pulumi, no Ansible, about ten seconds. */
export async function standUpTriage(lab: RunningLab): Promise<void> {
  const { client, place } = lab;
  const environment = await siteEnvironment(place.site);
  const publicKey = (await readFile(join(place.site, "keys/ssh.pub"), "utf8")).trim();
  const create = async (type: string, name: string, inputs: object) => client.cloud("aws", "create", { type, name, inputs });
  const bucket = `${world.service}-objects-${world.awsRegion}`;
  const [exporter, warden, cache, balancer, search, app] = await Promise.all([
    placeToLookFrom(lab, "exporter", "aws", publicKey),
    placeToLookFrom(lab, "warden", "gcp", publicKey),
    create("aws:elasticache/replicationGroup:ReplicationGroup", "shop", { replicationGroupId: "shop" }),
    create("aws:lb/loadBalancer:LoadBalancer", "shop", { name: "shop" }),
    host(lab, "aws-shop-search", []),
    create("aws:ec2/keyPair:KeyPair", "shop", { keyName: "shop", publicKey }).then(() => create("aws:ec2/instance:Instance", "shop-app-1", { keyName: "shop", tags: { Name: "shop-app-1" } })),
    create("aws:s3/bucket:Bucket", bucket, { bucket }),
  ]);
  const source = await standUpSource(client, exporter, environment);
  const appAddress = String(app.outputs["privateIp"]);
  const appHost = (await client.status()).hosts.find(({ address }) => address === appAddress);
  if (appHost === undefined) throw new Error(`no host has the application's address ${appAddress}`);
  await Promise.all([
    source.sql(`BEGIN;\n${seedSql({ customers: 20, products: 10, orders: 50 })}\nCOMMIT;`, { as: "shop" }),
    startSearch(search),
    balance(create, { balancer: balancer.id, machine: app.id }),
  ]);
  const stores = { database: source.address, cache: String(cache.outputs["primaryEndpointAddress"]), search: search.address, bucket };
  await startShop(lab, onHost(client, appHost.name, appAddress), stores, environment);
  const dnsName = String(balancer.outputs["dnsName"]);
  for (const { name, proxied, ttl } of world.names) {
    await client.cloud("cloudflare", "create", { type: "cloudflare:index/dnsRecord:DnsRecord", name, inputs: { zoneId: world.zoneId, name, type: "CNAME", content: dnsName, proxied, ttl }, config: { apiToken: cloudflareToken } });
  }
  await tellSettings(place.site, { ...stores, dnsName, app: appAddress, warden: warden.address, exporter: exporter.address });
}

async function host({ client }: RunningLab, name: string, authorizedKeys: readonly string[]): Promise<Bench> {
  const { address } = await client.hosts.ensure({ name, network: "aws", authorizedKeys });
  return onHost(client, name, address);
}

async function placeToLookFrom(lab: RunningLab, name: string, network: "aws" | "gcp", publicKey: string): Promise<Bench> {
  await lab.client.hosts.ensure({ name, network, memoryMb: 3072, authorizedKeys: [publicKey] });
  return hostWithKit(lab, name, network);
}

type Create = (type: string, name: string, inputs: object) => Promise<{ readonly id: string }>;

async function balance(create: Create, { balancer, machine }: { readonly balancer: string; readonly machine: string }): Promise<void> {
  const group = await create("aws:lb/targetGroup:TargetGroup", "shop", { name: "shop", port: world.port, protocol: "HTTP" });
  await create("aws:lb/targetGroupAttachment:TargetGroupAttachment", "shop", { targetGroupArn: group.id, targetId: machine, port: world.port });
  await create("aws:lb/listener:Listener", "shop", { loadBalancerArn: balancer, port: 80, defaultActions: [{ type: "forward", targetGroupArn: group.id }] });
}

async function startSearch(search: Bench): Promise<void> {
  await search.write("/opt/search.cjs", SEARCH);
  await search.write("/etc/systemd/system/search.service", unit("/opt/search.cjs"));
  await search.run(["systemctl", "start", "search"]);
}

type Stores = Readonly<Record<"database" | "cache" | "search" | "bucket", string>>;

async function startShop({ place }: RunningLab, app: Bench, { database, cache, search, bucket }: Stores, environment: Readonly<Record<string, string>>): Promise<void> {
  const variables: Readonly<Record<string, string>> = {
    DATABASE_URL: `postgres://${world.database.owner}:${environment["SHOP_DATABASE_PASSWORD"] ?? ""}@${database}:${world.database.port}/${world.database.name}?uselibpqcompat=true&sslmode=require`,
    REDIS_URL: `redis://${cache}:6379`,
    OBJECTS_URL: `s3://${bucket}`,
    STORAGE_ENDPOINT: world.awsEndpoint,
    AWS_ACCESS_KEY_ID: environment["AWS_ACCESS_KEY_ID"] ?? "",
    AWS_SECRET_ACCESS_KEY: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    SEARCH_URL: `http://${search}:9200`,
    SEARCH_IN_HEALTH: "yes",
    MODE_FILE: "/etc/shop/mode",
    SIDE: "aws",
    PORT: String(world.port),
  };
  await app.write("/opt/shop/shop.mjs", await readFile(join(place.site, "release/shop.mjs"), "utf8"));
  await app.write("/etc/shop/mode", "read-write\n");
  await app.write("/etc/shop/environment", Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`).join(""), { mode: 0o600 });
  await app.write("/etc/systemd/system/shop.service", unit("/opt/shop/shop.mjs", ["EnvironmentFile=/etc/shop/environment"]));
  await app.run(["systemctl", "start", "shop"]);
  await app.run(["sh", "-c", `for i in $(seq 100); do curl --silent --fail --max-time 2 http://127.0.0.1:${world.port}/healthz >/dev/null && exit 0; sleep 0.1; done; exit 1`]);
}

/** Where the parts of a company stand that a triage looks at. */
export type Told = Stores & Readonly<Record<"dnsName" | "app" | "warden" | "exporter", string>>;

/** What a company would write into failover.yaml, with the stand-ins' addresses. */
async function tellSettings(site: string, told: Told): Promise<void> {
  await changeSetting(site, ["export", "source", "host"], told.database);
  await changeSetting(site, ["cache", "source", "host"], told.cache);
  await changeSetting(site, ["aws", "databaseInstance"], "shop-primary");
  await tellTriage(site, told);
}

/** The section `triage`, with the stand-ins' addresses. */
export async function tellTriage(site: string, { search, dnsName, app, warden, exporter }: Omit<Told, "search"> & { readonly search?: string }): Promise<void> {
  const at = (port: number) => `http://${addresses.awsApi}:${port}`;
  const pages = `http://${addresses.feeds}`;
  await changeSetting(site, ["triage"], {
    protocol: "http",
    origin: `http://${dnsName}`,
    pages: [{ path: "/orders/00000000-0000-4000-8000-000000000000", expect: [404] }],
    authoritative: [addresses.cloudflare],
    independent: [
      ...independent.slice(0, 4).map((host, index) => ({ name: `target ${index + 1}`, host, port: 80 })),
      ...independentNames.map(({ name }) => ({ name, host: name, port: 80 })),
    ],
    hosts: [{ name: "app-1", address: app, port: 22 }],
    ...(search === undefined ? {} : { search: `http://${search}:9200` }),
    places: [{ name: "warden", address: warden, stands: "outside" }, { name: "exporter", address: exporter, stands: "inside" }],
    endpoints: { ec2: at(awsControlPort), rds: at(rdsApiPort), s3: at(awsApiPort), elasticache: at(awsControlPort), opensearch: at(awsControlPort), sts: at(awsControlPort), health: `${pages}/health` },
    feeds: { aws: `${pages}/public/currentevents`, cloudflare: `${pages}/api/v2/summary.json` },
    pingdom: { token: "$PINGDOM_TOKEN", endpoint: `${pages}/pingdom` },
  });
}
