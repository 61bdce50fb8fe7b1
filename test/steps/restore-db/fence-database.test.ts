import { expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { fenceDatabase } from "../../../scripts/steps/restore-db/fence-database.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { looked, restoring } from "../../support/restore-db-world.ts";
import { portsWith } from "../../support/step-world.ts";

const refusal = new FailoverError("AWS_REFUSED", { call: "ModifyDBInstance", code: "InvalidDBInstanceState", text: "it has failed" });

test("the broken database lets nobody in, loses its connections, and is kept", async () => {
  const rds = paperRds();
  const rebooted: string[] = [];
  const done = await fenceDatabase.run(portsWith({ rds: { ...rds, reboot: async (id) => void rebooted.push(id) } }), restoring());
  expect(done).toMatchObject({ fenced: true });
  expect(rds.changes).toEqual([["shop-database", { securityGroups: ["sg-fence"], deletionProtection: true }]]);
  expect(rebooted).toEqual(["shop-database"]);
});

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html: it is refused while the instance is not available
test("its connections are ended only when AWS has done with the change, which it refuses a reboot for", async () => {
  const rds = paperRds();
  const states = ["modifying", "modifying", "available"];
  let status = "available";
  const instance = async () => rdsInstance({ securityGroups: ["sg-fence"], status: (status = states.shift() ?? "available") });
  const slow = { ...rds, instance, reboot: () => (status === "modifying" ? Promise.reject(refusal) : Promise.resolve()) };
  expect(await fenceDatabase.run(portsWith({ rds: slow }), restoring())).toMatchObject({ fenced: true, rebooted: true });
});

test("a change that does not come to its end is a fence all the same, and the connections that stand are told", async () => {
  const endless = { ...paperRds(), instance: async () => rdsInstance({ securityGroups: ["sg-fence"], status: "modifying" }), reboot: () => Promise.reject(refusal) };
  expect(await fenceDatabase.run(portsWith({ rds: endless }), restoring())).toMatchObject({ fenced: true, rebooted: false, because: expect.stringContaining("may stand") as string });
});

test.each<[string, Parameters<typeof restoring>[0], Partial<ReturnType<typeof paperRds>>, string]>([
  ["AWS refuses to change it", {}, { modify: () => Promise.reject(refusal) }, "it has failed"],
  ["there is no group that lets nobody in", { outputs: { "look-at-database": { ...(looked as object), fenceGroup: undefined } as never } }, {}, "aws.fenceSecurityGroup"],
  ["its groups stay as they were", {}, { modify: async () => undefined }, "former security groups"],
])("the run goes on, and says not fenced, when %s", async (_, so, more, because) => {
  const said: string[] = [];
  const ports = portsWith({ rds: { ...paperRds(), ...more }, operator: { say: (line) => said.push(line), progress: () => undefined } });
  expect(await fenceDatabase.run(ports, restoring(so))).toMatchObject({ fenced: false, because: expect.stringContaining(because) as string });
  expect(said.join("\n")).toContain("NOT FENCED");
});

test("an AWS that does not answer is no answer: the step fails", async () => {
  const silent = () => Promise.reject(new FailoverError("AWS_SILENT", { call: "ModifyDBInstance", endpoint: "https://rds", reason: "no answer" }));
  await expect(fenceDatabase.run(portsWith({ rds: { ...paperRds(), modify: silent } }), restoring())).rejects.toMatchObject({ code: "AWS_SILENT" });
});

test("after a crash it is done already only if its connections were ended as well", async () => {
  const rds = paperRds({ instances: [rdsInstance({ securityGroups: ["sg-fence"] })] });
  expect(await fenceDatabase.check(portsWith({ rds }), restoring())).toBeUndefined();
  expect(await fenceDatabase.check(portsWith({ rds }), restoring({ noted: () => ({ group: "sg-fence", rebooted: true }) }))).toMatchObject({ fenced: true, rebooted: true });
});

const gone = { outputs: { "look-at-database": { ...(looked as object), gone: true } as never } };

test("where AWS answers that it knows no such instance there is nothing to fence, and nothing is changed", async () => {
  const rds = paperRds({ instances: [] });
  expect(await fenceDatabase.run(portsWith({ rds }), restoring(gone))).toMatchObject({ fenced: true, gone: true, because: expect.stringContaining("knows no shop-database") as string });
  expect(rds.changes).toEqual([]);
  expect(await fenceDatabase.check(portsWith({ rds }), restoring(gone))).toBeUndefined();
});

test("an AWS that does not answer has not said that it is gone", async () => {
  const silent = () => Promise.reject(new FailoverError("AWS_SILENT", { call: "DescribeDBInstances", endpoint: "https://rds", reason: "no answer" }));
  await expect(fenceDatabase.run(portsWith({ rds: { ...paperRds(), instance: silent } }), restoring(gone))).rejects.toMatchObject({ code: "AWS_SILENT" });
});

test("one of its name that somebody has made meanwhile stops the run", async () => {
  await expect(fenceDatabase.run(portsWith({ rds: paperRds() }), restoring(gone))).rejects.toMatchObject({ code: "RDS_INSTANCE_BACK" });
});
