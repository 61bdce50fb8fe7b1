import { AwsClient, ExternalAccountClient } from "google-auth-library";
import { beforeAll, expect, test } from "vitest";
import { standbyOutputs } from "../../../infra/outputs.ts";
import { passages } from "../../../infra/standby/passages.ts";
import { example } from "../support/example.ts";
import { runStack, type Clouds, type Ran } from "../support/run-stack.ts";

const UNLOCKED = "failover-kit:retentionUnlockedBecause";
const ACCOUNT = "failover-kit:awsAccount";
const { [UNLOCKED]: because = "", "failover-kit:objectsSource": _source, [ACCOUNT]: awsAccount = "", ...locked } = example("standby");

const clouds: Clouds = {
  states: {
    "gcp:compute/globalAddress:GlobalAddress": () => ({ address: "203.0.113.10" }),
    "gcp:compute/instance:Instance": () => ({ networkInterfaces: [{ networkIp: "10.20.0.2" }] }),
    "gcp:serviceaccount/account:Account": (name) => ({ email: `${name}@acme-recovery.iam.gserviceaccount.com` }),
  },
};

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("standby", locked, clouds);
});

const made = (type: string) => ran.made.filter((resource) => resource.type === type);
const bucket = (role: string) => {
  const found = made("gcp:storage/bucket:Bucket").find(({ name }) => name === `acme-recovery-shop-${role}`);
  if (!found) throw new Error(`no bucket for ${role}`);
  return found;
};

test("its outputs are what the contract says", () => {
  expect(standbyOutputs.parse(ran.outputs)).toEqual({
    network: "shop-mirror-id",
    subnetwork: "shop-mirror-id",
    address: "203.0.113.10",
    buckets: {
      exports: "acme-recovery-shop-exports",
      journal: "acme-recovery-shop-journal",
      objects: "acme-recovery-shop-objects",
      leases: "acme-recovery-shop-leases",
    },
    appServiceAccount: "shop-app@acme-recovery.iam.gserviceaccount.com",
    databaseServiceAccount: "shop-database@acme-recovery.iam.gserviceaccount.com",
    verifierServiceAccount: "shop-verifier@acme-recovery.iam.gserviceaccount.com",
    warden: { name: "shop-warden", address: "10.20.0.2" },
    exit: true,
  });
});

test.each(["exports", "journal", "objects", "leases"])("the bucket for %s can neither become public nor go with its stack", (role) => {
  expect(bucket(role)).toMatchObject({
    protect: true,
    inputs: { publicAccessPrevention: "enforced", uniformBucketLevelAccess: true, forceDestroy: false, location: "EUROPE-WEST1" },
  });
});

test.each(["exports", "journal"])("nobody can delete from %s for thirty days, for good", (role) => {
  expect(bucket(role).inputs["retentionPolicy"]).toEqual({ retentionPeriod: "2592000", isLocked: true });
});

test("a reason leaves the retention open", async () => {
  const open = await runStack("standby", { ...locked, [UNLOCKED]: because }, clouds);
  const policies = open.made.flatMap(({ inputs }) => (inputs["retentionPolicy"] === undefined ? [] : [inputs["retentionPolicy"]]));
  expect(policies).toEqual([
    { retentionPeriod: "2592000", isLocked: false },
    { retentionPeriod: "2592000", isLocked: false },
  ]);
});

test("objects keep their versions; leases, which are replaced all the time, keep nothing", () => {
  expect(bucket("objects").inputs).toMatchObject({ versioning: { enabled: true }, softDeletePolicy: { retentionDurationSeconds: 2_592_000 } });
  expect(bucket("leases").inputs).toMatchObject({ softDeletePolicy: { retentionDurationSeconds: 0 } });
  expect(bucket("leases").inputs).not.toHaveProperty("retentionPolicy");
});

test("each identity has rights on single buckets; the warden reads, and creates in the journal alone", () => {
  const rights = made("gcp:storage/bucketIAMMember:BucketIAMMember").map(({ inputs }) => [inputs["member"], inputs["role"], inputs["bucket"]]);
  const account = (name: string) => `serviceAccount:${name}@acme-recovery.iam.gserviceaccount.com`;
  expect(rights.sort()).toEqual([
    [account("shop-app"), "roles/storage.objectUser", "acme-recovery-shop-objects"],
    [account("shop-database"), "roles/storage.objectViewer", "acme-recovery-shop-exports"],
    [account("shop-exporter"), "roles/storage.objectCreator", "acme-recovery-shop-exports"],
    [account("shop-pruner"), "projects/acme-recovery/roles/shop_pruner", "acme-recovery-shop-exports"],
    [account("shop-pruner"), "projects/acme-recovery/roles/shop_pruner", "acme-recovery-shop-journal"],
    [account("shop-pruner"), "roles/storage.objectCreator", "acme-recovery-shop-journal"],
    [account("shop-pruner"), "roles/storage.objectViewer", "acme-recovery-shop-journal"],
    [account("shop-verifier"), "roles/storage.objectViewer", "acme-recovery-shop-exports"],
    [account("shop-warden"), "roles/storage.objectCreator", "acme-recovery-shop-journal"],
    [account("shop-warden"), "roles/storage.objectViewer", "acme-recovery-shop-exports"],
    [account("shop-warden"), "roles/storage.objectViewer", "acme-recovery-shop-journal"],
    [account("shop-warden"), "roles/storage.objectViewer", "acme-recovery-shop-objects"],
  ]);
});

test("AWS vouches for the exporter's role and for no other, and no key is made", async () => {
  const pool = "projects/123/locations/global/workloadIdentityPools/aws-shop";
  const states = { ...clouds.states, "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": () => ({ name: pool }), "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": () => ({ name: `${pool}/providers/aws-shop` }) };
  const vouched = await runStack("standby", { ...locked, [ACCOUNT]: awsAccount }, { states });
  const only = (type: string) => vouched.made.filter((one) => one.type === type).map(({ inputs }) => inputs);
  expect(only("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider")).toMatchObject([
    { aws: { accountId: "123456789012" }, attributeCondition: 'assertion.arn.contains(":sts::123456789012:assumed-role/shop-exporter/")' },
  ]);
  expect(only("gcp:serviceaccount/iAMMember:IAMMember")).toEqual([
    { serviceAccountId: "projects/acme-recovery/serviceAccounts/shop-exporter@acme-recovery.iam.gserviceaccount.com", role: "roles/iam.workloadIdentityUser", member: `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/shop-exporter` },
  ]);
  const credential: unknown = JSON.parse(standbyOutputs.parse(vouched.outputs).exporterCredential ?? "");
  expect(ExternalAccountClient.fromJSON(credential as Parameters<typeof ExternalAccountClient.fromJSON>[0])).toBeInstanceOf(AwsClient);
  expect(credential).toMatchObject({
    type: "external_account",
    audience: `//iam.googleapis.com/${pool}/providers/aws-shop`,
    service_account_impersonation_url: "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/shop-exporter@acme-recovery.iam.gserviceaccount.com:generateAccessToken",
  });
  expect(vouched.made.some(({ type }) => /serviceaccount\/key/i.test(type))).toBe(false);
});

test("the pruner removes exports and can put none there; of the journal it removes receipts alone", () => {
  const removing = made("gcp:storage/bucketIAMMember:BucketIAMMember").filter(({ inputs }) => String(inputs["role"]).endsWith("shop_pruner"));
  // Google refuses to grant a role that is not there yet.
  expect(removing.map(({ dependsOn }) => dependsOn)).toEqual([["shop_pruner"], ["shop_pruner"]]);
  expect(removing.map(({ inputs }) => [inputs["bucket"], (inputs["condition"] as { expression?: string } | undefined)?.expression]).sort()).toEqual([
    ["acme-recovery-shop-exports", undefined],
    ["acme-recovery-shop-journal", 'resource.name.startsWith("projects/_/buckets/acme-recovery-shop-journal/objects/shop/receipts/")'],
  ]);
  expect(made("gcp:projects/iAMCustomRole:IAMCustomRole")).toMatchObject([{ inputs: { roleId: "shop_pruner", permissions: ["storage.objects.get", "storage.objects.list", "storage.objects.delete"] } }]);
});

test("the warden is a small machine without a public address, under its own identity; without its settings there is none", async () => {
  expect(made("gcp:compute/instance:Instance")).toMatchObject([
    { name: "shop-warden", inputs: { machineType: "e2-micro", tags: ["shop-warden"], zone: "europe-west1-b", serviceAccount: { email: "shop-warden@acme-recovery.iam.gserviceaccount.com" }, networkInterfaces: [{ subnetwork: "shop-mirror-id" }] } },
  ]);
  const bare = Object.fromEntries(Object.entries(locked).filter(([name]) => !/:(warden|sshPublicKey)/.test(name)));
  const without = await runStack("standby", bare, clouds);
  expect(without.made.some(({ type }) => type === "gcp:compute/instance:Instance")).toBe(false);
  expect(standbyOutputs.parse(without.outputs).warden).toBeUndefined();
});

test("the warden can reach what it watches and whom it wakes; without one the subnet has no way out, and says so", async () => {
  expect(made("gcp:compute/routerNat:RouterNat")).toMatchObject([{ inputs: { subnetworks: [{ name: "shop-mirror-id" }] } }]);
  const bare = Object.fromEntries(Object.entries(locked).filter(([name]) => !/:(warden|sshPublicKey)/.test(name)));
  const without = await runStack("standby", bare, clouds);
  expect(without.made.filter(({ type }) => type.startsWith("gcp:compute/router"))).toEqual([]);
  expect(standbyOutputs.parse(without.outputs).exit).toBeUndefined();
});

test("the address that names will point at is protected", () => {
  expect(made("gcp:compute/globalAddress:GlobalAddress")).toMatchObject([{ protect: true, inputs: { addressType: "EXTERNAL" } }]);
});

test("the firewall lets in what the passages say, and SSH from operators only", () => {
  const rules = made("gcp:compute/firewall:Firewall").map(({ inputs }) => [
    inputs["targetTags"],
    inputs["sourceRanges"] ?? inputs["sourceTags"],
    inputs["allows"],
  ]);
  const tcp = (port: string) => [{ protocol: "tcp", ports: [port] }];
  const operators = ["10.30.0.0/24", "35.235.240.0/20"];
  expect(rules).toEqual([
    [["shop-app"], ["130.211.0.0/22", "35.191.0.0/16"], tcp("8080")],
    [["shop-app"], operators, tcp("22")],
    [["shop-cache"], ["shop-app"], tcp("6379")],
    [["shop-cache"], operators, tcp("22")],
    [["shop-database"], ["shop-app"], tcp("5432")],
    [["shop-database"], operators, tcp("22")],
    [["shop-warden"], operators, tcp("22")],
  ]);
  expect(rules).toHaveLength(passages.length);
});

test("its machines will reach Google's services without a way to the internet", () => {
  expect(made("gcp:compute/subnetwork:Subnetwork")).toMatchObject([{ inputs: { privateIpGoogleAccess: true, ipCidrRange: "10.20.0.0/20" } }]);
});

test("an account's id fits into thirty characters, for the longest service name allowed", async () => {
  const long = await runStack("standby", { ...locked, "failover-kit:service": "a".repeat(16) }, clouds);
  const ids = long.made.flatMap(({ inputs }) => (typeof inputs["accountId"] === "string" ? [inputs["accountId"].length] : []));
  expect(ids).toHaveLength(6);
  expect(Math.max(...ids)).toBeLessThanOrEqual(30);
});
