import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inState, likenessInWords, likenessOf, regionOf, wasLike, type Teller } from "../../../scripts/core/restore-db/deleted.ts";
import { factNames, factTyped, neededFacts, type FactName } from "../../../scripts/core/restore-db/deleted-facts.ts";
import { entryFor } from "../../../scripts/core/restore-db/restore-entry.ts";
import type { StackState } from "../../../scripts/core/stack/half-made.ts";
import { restoreEntry } from "../../../infra/outputs.ts";
import { keptBackup, rdsInstance } from "../../support/paper-rds.ts";

const INSTANCE = "aws:rds/instance:Instance";
const urn = "urn:pulumi:aws::failover-kit::failover:aws:Database$aws:rds/instance:Instance::shop-database";
/** As the provider writes an instance down. */
const seen = {
  identifier: "shop-database", resourceId: "db-ABCDEFGHIJKL", arn: "arn:aws:rds:eu-west-1:1:db:shop-database", address: "shop-database.c1.eu-west-1.rds.amazonaws.com", port: 5432, username: "master",
  instanceClass: "db.t4g.large", engineVersion: "17", engineVersionActual: "17.5", storageType: "gp3", allocatedStorage: 40, maxAllocatedStorage: 160, storageEncrypted: true, multiAz: true,
  publiclyAccessible: false, parameterGroupName: "shop-database", dbSubnetGroupName: "shop-database", vpcSecurityGroupIds: ["sg-database"], iamDatabaseAuthenticationEnabled: false,
  backupRetentionPeriod: 14, copyTagsToSnapshot: true, autoMinorVersionUpgrade: true, monitoringInterval: 0, performanceInsightsEnabled: true,
};
const asked = { identifier: "shop-database", instanceClass: "db.t4g.medium", vpcSecurityGroupIds: ["sg-database"] };
const stateWith = (outputs: object, inputs: Record<string, unknown> = asked): StackState => ({
  deployment: { pending_operations: [], resources: [{ urn: "s", type: "pulumi:pulumi:Stack", outputs: { fence: { securityGroupId: "sg-fence" } } }, { urn, type: INSTANCE, inputs, outputs }] },
});
const none = { backups: [], snapshots: [] };
const exported: Teller = { name: "source.json of export b-1", tells: rdsInstance({ class: "db.t3.micro", tags: { Name: "by hand" }, logExports: ["postgresql"] }) };
const likeOf = (tellers: readonly Teller[], fenceGroup: string | undefined = "sg-fence", kept = none as Parameters<typeof wasLike>[0]["kept"]) => {
  const like = wasLike({ identifier: "shop-database", tellers, fenceGroup, kept });
  if ("missing" in like) throw new Error(`missing: ${like.missing.join()}`);
  return like;
};

describe("a deleted instance", () => {
  test("was what the stack's state says the provider last saw, then what the program asked for, then what the newest export says", () => {
    const { tellers, last, fenceGroup } = inState(stateWith(seen), "shop-database", "aws");
    const { was, origins } = likeOf([...tellers, exported, ...last], fenceGroup);
    expect(was).toMatchObject({ identifier: "shop-database", status: "deleted", class: "db.t4g.large", engineVersion: "17.5", allocatedGb: 40, tags: { Name: "by hand" }, logExports: ["postgresql"] });
    expect(origins).toMatchObject({ class: "the state of stack aws", tags: "source.json of export b-1", kmsKey: "source.json of export b-1" });
  });

  test("of which the export tells nothing has the empty lists that the provider leaves out", () => {
    const { tellers, last } = inState(stateWith(seen), "shop-database", "aws");
    expect(likeOf([...tellers, ...last])).toMatchObject({ was: { tags: {}, logExports: [] }, origins: { tags: "the state of stack aws, which lists none" } });
  });

  test("is not like its own fence: that group is passed over, whoever tells it", () => {
    const { tellers, fenceGroup } = inState(stateWith({ ...seen, vpcSecurityGroupIds: ["sg-fence"] }), "shop-database", "aws");
    expect(likeOf([...tellers, exported], fenceGroup)).toMatchObject({ was: { securityGroups: ["sg-database"] }, origins: { securityGroups: "the state of stack aws, as its program asked for it" } });
    expect(wasLike({ identifier: "shop-database", tellers: [{ ...exported, tells: { ...exported.tells, securityGroups: ["sg-fence"] } }], fenceGroup, kept: none })).toEqual({ missing: ["securityGroups"] });
  });

  test("is at least as large as what AWS keeps of it", () => {
    expect(likeOf([exported], undefined, { backups: [keptBackup({ allocatedGb: 77 })], snapshots: [] })).toMatchObject({ was: { allocatedGb: 77 }, origins: { allocatedGb: "the largest that AWS keeps of it" } });
    expect(likeOf([exported], undefined, { backups: [keptBackup({ allocatedGb: 7 })], snapshots: [] })).toMatchObject({ was: { allocatedGb: 40 } });
  });

  test.each<[string, StackState]>([
    ["has another name", stateWith({ ...seen, identifier: "another" }, { identifier: "another" })],
    ["is on its way out", { deployment: { pending_operations: [], resources: [{ urn, type: INSTANCE, inputs: asked, outputs: seen, delete: true }] } }],
    ["is no database", { deployment: { pending_operations: [], resources: [{ urn, type: "aws:s3/bucket:Bucket", inputs: asked, outputs: seen }] } }],
  ])("is not told by a resource that %s", (_, state) => {
    expect(inState(state, "shop-database", "aws").tellers).toEqual([]);
  });

  test("is not told by a secret that nobody here can read", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:xyz" };
    const { tellers, last } = inState(stateWith({ ...seen, tags: secret, instanceClass: secret }), "shop-database", "aws");
    expect(likeOf([...tellers, ...last])).toMatchObject({ was: { tags: {}, class: "db.t4g.medium" }, origins: { class: "the state of stack aws, as its program asked for it" } });
  });
});

const tellerArb = (name: string): fc.Arbitrary<Teller> => fc.oneof(fc.subarray([...factNames]), fc.subarray([...factNames], { minLength: factNames.length - 2 })).map((names) => ({ name, tells: Object.fromEntries(names.map((fact) => [fact, (rdsInstance({ class: `db.${name}` }) as unknown as Record<string, unknown>)[fact]])) }));

test("property: either every needed fact has a teller, the first one of those who know it, or all that nobody knows are named at once", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c").chain(tellerArb), { maxLength: 4 }), (tellers) => {
      const like = wasLike({ identifier: "shop-database", tellers, fenceGroup: "sg-fence", kept: none });
      const firstOf = (fact: FactName) => tellers.find(({ tells }) => tells[fact] !== undefined);
      const unknown = neededFacts.filter((fact) => firstOf(fact) === undefined);
      if ("missing" in like) {
        expect(like.missing).toEqual(unknown);
        return;
      }
      expect(unknown).toEqual([]);
      for (const { fact, from } of likenessOf(like)) expect(from).toBe(firstOf(fact as FactName)?.name);
      expect(() => restoreEntry.parse(entryFor(like.was, { run: "r1", service: "shop", source: { pointInTime: "latest", resourceId: "db-1" } }))).not.toThrow();
    }),
  );
});

test.each<[string, unknown]>([
  ["class=db.t4g.large", "db.t4g.large"],
  ["allocatedGb=40", 40],
  ["multiAz=yes", true],
  ["encrypted=false", false],
  ["securityGroups=sg-1,sg-2", ["sg-1", "sg-2"]],
  ["logExports=", []],
  ["tags=Name=shop,team=a=b", { Name: "shop", team: "a=b" }],
  ["tags=", {}],
  ["engineVersion=17", "17"],
  ["monitoringSeconds=0", 0],
  ["allocatedGb=much", undefined],
  ["multiAz=perhaps", undefined],
  ["securityGroups=", undefined],
  ["colour=red", undefined],
  ["constructor=x", undefined],
  ["class", undefined],
])("what a person types as a fact: %s", (typed, value) => {
  expect(factTyped(typed)?.value).toEqual(value);
});

test("every fact is shown with whoever told it", () => {
  const lines = likenessInWords(likeOf([exported]));
  expect(lines.find((line) => line.includes("securityGroups"))).toBe("  securityGroups          sg-database  (source.json of export b-1)");
  expect(lines.find((line) => line.includes("multiAz"))).toContain("yes");
  expect(lines.find((line) => line.includes("tags"))).toContain("Name=by hand");
});

test("an ARN names its region", () => {
  expect([regionOf("arn:aws:rds:eu-west-1:1:db:x"), regionOf("arn:aws-cn:rds:cn-north-1:1:db:x"), regionOf("none")]).toEqual(["eu-west-1", "cn-north-1", undefined]);
});
