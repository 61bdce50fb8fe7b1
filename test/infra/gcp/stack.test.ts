import { beforeAll, expect, test } from "vitest";
import { gcpOutputs, type StandbyOutputs } from "../../../infra/outputs.ts";
import { googleId } from "../../../scripts/core/stack/google-id.ts";
import { example } from "../support/example.ts";
import { runStack, type Clouds, type Ran } from "../support/run-stack.ts";

const STANDBY = "organization/failover-kit/standby";
const standby: StandbyOutputs = {
  network: "projects/acme-recovery/global/networks/shop-mirror",
  subnetwork: "projects/acme-recovery/regions/europe-west1/subnetworks/shop-mirror",
  address: "203.0.113.10",
  buckets: { exports: "e", journal: "j", objects: "acme-recovery-shop-objects", leases: "l" },
  appServiceAccount: "shop-app@acme-recovery.iam.gserviceaccount.com",
  databaseServiceAccount: "shop-database@acme-recovery.iam.gserviceaccount.com",
};
const states: Clouds["states"] = {
  "gcp:compute/instance:Instance": (name) => ({ networkInterfaces: [{ networkIp: `10.20.1.${name.length}` }] }),
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": (name) => (name.includes("drill") ? { ipAddress: "198.51.100.77" } : {}),
};
const clouds: Clouds = { states, stacks: { [STANDBY]: standby } };

const CERTIFICATE = "failover-kit:certificate";
const { [CERTIFICATE]: certificate = "", "failover-kit:searchMachineType": searchMachine = "", ...plain } = example("gcp");
const key = plain["failover-kit:sshPublicKey"] ?? "";

let ran: Ran;
let drill: Ran;
let secured: Ran;
beforeAll(async () => {
  ran = await runStack("gcp", plain, clouds);
  drill = await runStack("gcp-drill", plain, clouds);
  secured = await runStack("gcp", { ...plain, [CERTIFICATE]: certificate }, clouds);
});

const of = ({ made }: Ran, type: string) => made.filter((resource) => resource.type === type);
const instances = (from: Ran) => of(from, "gcp:compute/instance:Instance");

test("its outputs are what the contract says, and say that no data is there yet", () => {
  expect(gcpOutputs.parse(ran.outputs)).toEqual({
    database: { name: "shop-database", address: "10.20.1.13" },
    app: [
      { name: "shop-app-1", address: "10.20.1.10" },
      { name: "shop-app-2", address: "10.20.1.10" },
    ],
    cache: { name: "shop-cache", address: "10.20.1.10" },
    loadBalancer: { address: "203.0.113.10" },
    objects: { bucket: "acme-recovery-shop-objects" },
    holdsData: false,
    next: "The machines are up and hold no data yet. To go on: 'failover plan', then 'failover declare', then 'failover run'.",
  });
});

test("it stands on what the standby stack has ready, and on nothing else", () => {
  expect(ran.referred).toEqual([STANDBY]);
});

test("nothing is built on a standby stack that is not up", async () => {
  await expect(runStack("gcp", plain, { states, stacks: { [STANDBY]: {} } })).rejects.toThrow("Run 'pulumi up --stack standby' first.");
});

test("no machine has a public address, and each is shielded and known to the walls by one tag", () => {
  expect(instances(ran).map(({ name, inputs }) => [name, inputs["tags"]])).toEqual([
    ["shop-app-1", ["shop-app"]],
    ["shop-app-2", ["shop-app"]],
    ["shop-cache", ["shop-cache"]],
    ["shop-database", ["shop-database"]],
  ]);
  for (const { inputs } of instances(ran)) {
    expect(inputs).toMatchObject({
      networkInterfaces: [{ subnetwork: standby.subnetwork }],
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      metadata: { "ssh-keys": `admin:${key}`, "block-project-ssh-keys": "TRUE" },
    });
    expect(JSON.stringify(inputs["networkInterfaces"])).not.toContain("accessConfigs");
  }
});

test("machines act as the account of their part; the cache, which needs nothing, as nobody", () => {
  expect(instances(ran).map(({ inputs }) => inputs["serviceAccount"])).toMatchObject([
    { email: standby.appServiceAccount },
    { email: standby.appServiceAccount },
    undefined,
    { email: standby.databaseServiceAccount },
  ]);
});

test("the database has a disk of its own that outlives mistakes", () => {
  expect(of(ran, "gcp:compute/disk:Disk")).toMatchObject([{ name: "shop-data", protect: true, inputs: { type: "pd-ssd", size: 40 } }]);
  expect(instances(ran).at(-1)).toMatchObject({
    protect: true,
    inputs: { deletionProtection: true, attachedDisks: [{ source: "shop-data-id", deviceName: "data" }] },
  });
});

test("what can be made again may be deleted", () => {
  expect(instances(ran).slice(0, -1).map(({ protect, inputs }) => [protect, inputs["deletionProtection"]])).toEqual([
    [false, false],
    [false, false],
    [false, false],
  ]);
});

test("traffic comes in on the reserved address and goes to healthy machines on 8080", () => {
  expect(of(ran, "gcp:compute/globalForwardingRule:GlobalForwardingRule")).toMatchObject([
    { inputs: { ipAddress: "203.0.113.10", portRange: "80" } },
  ]);
  expect(of(ran, "gcp:compute/healthCheck:HealthCheck")).toMatchObject([
    { inputs: { httpHealthCheck: { port: 8080, requestPath: "/healthz" } } },
  ]);
  expect(of(ran, "gcp:compute/instanceGroup:InstanceGroup")).toMatchObject([
    { inputs: { instances: ["shop-app-1-id", "shop-app-2-id"], namedPorts: [{ name: "http", port: 8080 }] } },
  ]);
  expect(of(ran, "gcp:compute/backendService:BackendService")).toMatchObject([
    { inputs: { portName: "http", backends: [{ group: "shop-app-id" }], healthChecks: "shop-app-id" } },
  ]);
});

test("with a certificate it answers HTTPS on the same address, by nothing older than TLS 1.2, and HTTP only sends on to it", () => {
  expect(of(secured, "gcp:compute/sSLPolicy:SSLPolicy")).toMatchObject([{ inputs: { profile: "MODERN", minTlsVersion: "TLS_1_2" } }]);
  expect(of(secured, "gcp:compute/targetHttpsProxy:TargetHttpsProxy")).toMatchObject([{ inputs: { sslCertificates: [certificate], sslPolicy: "shop-app-id", urlMap: "shop-app-id" } }]);
  expect(of(secured, "gcp:compute/targetHttpProxy:TargetHttpProxy")).toMatchObject([{ inputs: { urlMap: "shop-http-id" } }]);
  const { inputs } = of(secured, "gcp:compute/uRLMap:URLMap").find(({ name }) => name === "shop-http") ?? {};
  expect(inputs).toMatchObject({ defaultUrlRedirect: { httpsRedirect: true, stripQuery: false } });
  expect(inputs).not.toHaveProperty("defaultService");
  const listening = of(secured, "gcp:compute/globalForwardingRule:GlobalForwardingRule");
  expect(listening.map(({ inputs }) => [inputs["ipAddress"], inputs["portRange"]])).toEqual([
    ["203.0.113.10", "80"],
    ["203.0.113.10", "443"],
  ]);
});

test("without a certificate it speaks HTTP alone", () => {
  expect(of(ran, "gcp:compute/targetHttpProxy:TargetHttpProxy")).toMatchObject([{ inputs: { urlMap: "shop-app-id" } }]);
  expect(of(ran, "gcp:compute/sSLPolicy:SSLPolicy")).toEqual([]);
});

test("a drill has names and an address of its own, and nothing of it is kept", () => {
  const named = new Set(ran.made.map(({ type, name }) => `${type} ${name}`));
  expect(drill.made.filter(({ type, name }) => named.has(`${type} ${name}`))).toEqual([]);
  expect(drill.made.filter(({ protect }) => protect)).toEqual([]);
  expect(of(drill, "gcp:compute/globalForwardingRule:GlobalForwardingRule").map(({ inputs }) => inputs["ipAddress"])).toEqual([undefined]);
  expect(gcpOutputs.parse(drill.outputs).loadBalancer.address).toBe("198.51.100.77");
});

test("the mirror's way out has ports for a busy service, and a drill has none: two cannot serve one subnet", async () => {
  expect(of(ran, "gcp:compute/routerNat:RouterNat")).toMatchObject([{ inputs: { enableDynamicPortAllocation: true, minPortsPerVm: 1024, maxPortsPerVm: 32_768 } }]);
  const beside = await runStack("gcp", plain, { states, stacks: { [STANDBY]: { ...standby, exit: true } } });
  expect([...drill.made, ...beside.made].filter(({ type }) => type.startsWith("gcp:compute/router"))).toEqual([]);
});

test("everything in it has an id that is known before it is made, so that one cut short can be found again", () => {
  const resources = [...ran.made, ...drill.made, ...secured.made].filter(({ type }) => type.startsWith("gcp:"));
  expect(resources.filter(({ type, inputs }) => googleId(type, inputs) === undefined).map(({ type }) => type)).toEqual([]);
});

test("a search machine is made only where one is wanted, with an identity of its own", async () => {
  expect(instances(ran).some(({ name }) => name === "shop-search")).toBe(false);
  const stacks = { [STANDBY]: { ...standby, searchServiceAccount: "shop-search@acme-recovery.iam.gserviceaccount.com" } };
  const searching = await runStack("gcp", { ...plain, "failover-kit:searchMachineType": searchMachine }, { states, stacks });
  expect(gcpOutputs.parse(searching.outputs).search).toEqual({ name: "shop-search", address: "10.20.1.11" });
  expect(instances(searching).find(({ name }) => name === "shop-search")?.inputs).toMatchObject({ machineType: "e2-standard-4", tags: ["shop-search"], serviceAccount: { email: "shop-search@acme-recovery.iam.gserviceaccount.com" } });
});

test("the cache's machine may fetch exports only where it is filled from them", async () => {
  const account = ({ made }: Ran) => made.find(({ name, type }) => name === "shop-cache" && type === "gcp:compute/instance:Instance")?.inputs["serviceAccount"];
  expect(account(ran)).toBeUndefined();
  expect(account(await runStack("gcp", { ...plain, "failover-kit:cacheFilled": "true" }, clouds))).toMatchObject({ email: standby.databaseServiceAccount });
});
