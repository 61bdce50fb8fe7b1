import { beforeAll, expect, test } from "vitest";
import { verifyOutputs, type StandbyOutputs } from "../../../infra/outputs.ts";
import { googleId } from "../../../scripts/core/stack/google-id.ts";
import { example } from "../support/example.ts";
import { runStack, type Clouds, type Ran } from "../support/run-stack.ts";

const STANDBY = "organization/failover-kit/standby";
const standby: StandbyOutputs = {
  network: "projects/acme-recovery/global/networks/shop-mirror",
  subnetwork: "projects/acme-recovery/regions/europe-west1/subnetworks/shop-mirror",
  address: "203.0.113.10",
  buckets: { exports: "e", journal: "j", objects: "o", leases: "l" },
  appServiceAccount: "shop-app@acme-recovery.iam.gserviceaccount.com",
  databaseServiceAccount: "shop-database@acme-recovery.iam.gserviceaccount.com",
  verifierServiceAccount: "shop-verifier@acme-recovery.iam.gserviceaccount.com",
};
const states: Clouds["states"] = { "gcp:compute/instance:Instance": () => ({ networkInterfaces: [{ networkIp: "10.20.1.7" }] }) };
const onStandby = (outputs: object): Clouds => ({ states, stacks: { [STANDBY]: outputs } });

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("verify", example("verify"), onStandby(standby));
});

test("it is one machine with one disk, under names that the mirror does not have", () => {
  expect(verifyOutputs.parse(ran.outputs)).toEqual({ database: { name: "shop-verify-database", address: "10.20.1.7" } });
  expect(ran.made.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "gcp:compute/disk:Disk shop-verify-data",
    "gcp:compute/instance:Instance shop-verify-database",
  ]);
});

test("it acts as the verifier, which may only read exports, and the walls take it for a database", () => {
  expect(ran.made.at(-1)?.inputs).toMatchObject({ serviceAccount: { email: standby.verifierServiceAccount }, tags: ["shop-database"] });
});

test("nothing of it is kept, and all of it can be found again if its making is cut short", () => {
  expect(ran.made.filter(({ protect, inputs }) => protect || inputs["deletionProtection"] === true)).toEqual([]);
  expect(ran.made.filter(({ type, inputs }) => googleId(type, inputs) === undefined)).toEqual([]);
});

test("a standby stack from before there was a verifier is named as what is missing", async () => {
  const { verifierServiceAccount: _, ...older } = standby;
  await expect(runStack("verify", example("verify"), onStandby(older))).rejects.toThrow("the 'standby' stack does not tell verifierServiceAccount");
});
