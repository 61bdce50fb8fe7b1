import { beforeAll, expect, test } from "vitest";
import { example } from "../support/example.ts";
import { runStack, type Ran } from "../support/run-stack.ts";

const member = "serviceAccount:project-1@storage-transfer-service.iam.gserviceaccount.com";

let ran: Ran;
beforeAll(async () => {
  ran = await runStack("standby", example("standby"), { states: { "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount": () => ({ member }) } });
});

const jobs = () => ran.made.filter(({ type }) => type === "gcp:storage/transferJob:TransferJob");

test("objects are copied as they are written, and swept up once a day", () => {
  expect(jobs().map(({ name, inputs }) => [name, inputs["eventStream"], inputs["schedule"]])).toEqual([
    ["shop-objects-events", { name: "arn:aws:sqs:eu-west-1:123456789012:shop-objects" }, undefined],
    ["shop-objects-sweep", undefined, { scheduleStartDate: { year: 2026, month: 1, day: 1 }, startTimeOfDay: { hours: 3, minutes: 0, seconds: 0, nanos: 0 }, repeatInterval: "86400s" }],
  ]);
});

test("neither of them deletes anything, on either side, and AWS is read by a role, not by a key", () => {
  expect(jobs()).toHaveLength(2);
  for (const { inputs } of jobs()) {
    expect(inputs).toMatchObject({
      status: "ENABLED",
      transferSpec: {
        awsS3DataSource: { bucketName: "shop-objects-eu-west-1", roleArn: "arn:aws:iam::123456789012:role/shop-transfer" },
        gcsDataSink: { bucketName: "acme-recovery-shop-objects" },
        transferOptions: { overwriteWhen: "DIFFERENT", deleteObjectsUniqueInSink: false, deleteObjectsFromSourceAfterTransfer: false },
      },
    });
    expect(JSON.stringify(inputs)).not.toContain("awsAccessKey");
  }
});

test("Google's transfer account has rights on the objects bucket alone", () => {
  const rights = ran.made.filter(({ type, inputs }) => type.endsWith("BucketIAMMember") && inputs["member"] === member);
  expect(rights.map(({ inputs }) => [inputs["bucket"], inputs["role"]])).toEqual([
    ["acme-recovery-shop-objects", "roles/storage.legacyBucketWriter"],
    ["acme-recovery-shop-objects", "roles/storage.objectViewer"],
  ]);
});

test("walls and an identity for a search machine are made only where one is wanted", async () => {
  const named = async (config: Record<string, string>) => (await runStack("standby", config, { states: { "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount": () => ({ member }) } })).made.map(({ name }) => name).filter((name) => name.includes("search"));
  expect(await named(example("standby"))).toEqual([]);
  expect(await named({ ...example("standby"), "failover-kit:search": "true" })).toEqual(["shop-search", "shop-search-from-app", "shop-search-from-operators"]);
});
