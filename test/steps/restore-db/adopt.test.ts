import { expect, test } from "vitest";
import { moveIntoAws, previewEmpty } from "../../../scripts/steps/restore-db/adopt.ts";
import { entryFor, withRestore } from "../../../scripts/core/restore-db/restore-entry.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { restoring } from "../../support/restore-db-world.ts";
import { scriptedShell, type Answer } from "../../support/scripted-shell.ts";
import { memoryFiles, portsWith } from "../../support/step-world.ts";

const urn = (stack: string) => `urn:pulumi:${stack}::failover-kit::aws:rds/instance:Instance::shop-r1`;
const holding = (stack: string, has: boolean): Answer => ({ stdout: JSON.stringify({ deployment: { resources: has ? [{ urn: urn(stack), type: "aws:rds/instance:Instance", inputs: { identifier: "shop-r1" } }] : [] } }) });
const context = restoring({ given: { run: "r1", identifier: "shop-r1" } });

function worldWith(script: Readonly<Record<string, Answer | readonly Answer[]>>, rds = paperRds({ instances: [rdsInstance({ identifier: "shop-r1" })] })) {
  const { shell, ran } = scriptedShell(script);
  const files = memoryFiles();
  const stack = "config:\n  failover-kit:service: shop\n";
  files.written.set("/project/Pulumi.aws.yaml", stack);
  files.written.set("/project/Pulumi.restore.yaml", withRestore(stack, "f", entryFor(rdsInstance(), { run: "r1", service: "shop", source: { pointInTime: "latest" } })));
  return { files, ran, ports: portsWith({ rds, shell, files, objects: memoryStore().objects, machine: paperMachine() }) };
}

test("the one resource is moved, and both stacks' files say so", async () => {
  const { ports, files, ran } = worldWith({ "export --stack restore": holding("restore", true), "export --stack aws": [holding("aws", false), holding("aws", true)], "state move": {} });
  expect(await moveIntoAws.run(ports, context)).toEqual({ run: "r1", identifier: "shop-r1", urn: urn("aws") });
  expect(ran.find((line) => line.includes("state move"))).toContain(`--source restore --dest aws --yes ${urn("restore")}`);
  expect(files.written.get("/project/Pulumi.aws.yaml")).toMatch(/databaseRestored:\n +run: "r1"\n/);
  expect(files.written.get("/project/Pulumi.restore.yaml")).toContain("adopted: true");
});

test("a run that died after the move moves nothing again, and finishes the files", async () => {
  const { ports, files, ran } = worldWith({ "export --stack restore": holding("restore", false), "export --stack aws": holding("aws", true) });
  await moveIntoAws.run(ports, context);
  expect(ran.some((line) => line.includes("state move"))).toBe(false);
  expect(files.written.get("/project/Pulumi.aws.yaml")).not.toContain("adopted");
  expect(files.written.get("/project/Pulumi.restore.yaml")).toContain("adopted: true");
});

test("a database that neither stack knows is not adopted", async () => {
  const { ports } = worldWith({ "export --stack restore": holding("restore", false), "export --stack aws": holding("aws", false) });
  await expect(moveIntoAws.run(ports, context)).rejects.toMatchObject({ code: "RUN_NOT_A_RESTORE" });
});

test("only an empty preview is followed by an update, which then changes the outputs alone", async () => {
  const empty = worldWith({ preview: {}, " up ": {} });
  expect(await previewEmpty.run(empty.ports, context)).toEqual({ empty: true });
  const differs = worldWith({ preview: { exitCode: 7, stdout: "~ aws:rds/instance:Instance shop-r1 update" } });
  await expect(previewEmpty.run(differs.ports, context)).rejects.toMatchObject({ code: "ADOPTION_DIFFERS", message: expect.stringContaining("shop-r1") as string });
  expect(differs.ran.some((line) => line.includes(" up "))).toBe(false);
});

const old = "urn:pulumi:aws::failover-kit::failover:aws:Database$aws:rds/instance:Instance::shop-database";
const aws = (...names: readonly string[]): Answer => ({ stdout: JSON.stringify({ deployment: { resources: names.map((name) => ({ urn: name === "shop-database" ? old : urn("aws"), type: "aws:rds/instance:Instance", inputs: { identifier: name } })) } }) });
const deleted = (instance = "shop-database") => restoring({ given: { run: "r1", identifier: "shop-r1", deleted: instance } });

test("of a deleted one nothing stays: it leaves the state, protected as it is, and the program declares it no more", async () => {
  const { ports, files, ran } = worldWith({ "export --stack restore": holding("restore", true), "export --stack aws": [aws("shop-database"), aws("shop-database", "shop-r1")], "state move": {}, "state delete": {} });
  expect(await moveIntoAws.run(ports, deleted())).toEqual({ run: "r1", identifier: "shop-r1", urn: urn("aws"), forgotten: [old] });
  expect(ran.find((line) => line.includes("state delete"))).toContain(`--stack aws --force --yes '${old}'`);
  expect(files.written.get("/project/Pulumi.aws.yaml")).toContain("failover-kit:databaseDeleted: true");
});

test("again after a crash, a state that knows it no more is left as it is", async () => {
  const { ports, ran, files } = worldWith({ "export --stack restore": holding("restore", false), "export --stack aws": aws("shop-r1") });
  expect(await moveIntoAws.run(ports, deleted())).toMatchObject({ forgotten: [] });
  expect(ran.some((line) => line.includes("state delete"))).toBe(false);
  expect(files.written.get("/project/Pulumi.aws.yaml")).toContain("databaseDeleted");
});

test("a deleted one that had itself been restored was declared by its entry, and the program's own stays declared", async () => {
  const { ports, files } = worldWith({ "export --stack restore": holding("restore", false), "export --stack aws": aws("shop-r1") });
  files.written.set("/project/Pulumi.restore.yaml", withRestore(files.written.get("/project/Pulumi.restore.yaml") ?? "", "f", entryFor(rdsInstance(), { run: "r0", service: "shop", source: { pointInTime: "latest" } })));
  await moveIntoAws.run(ports, deleted("shop-r0"));
  expect(files.written.get("/project/Pulumi.aws.yaml")).not.toContain("databaseDeleted");
});

test("one that AWS knows again leaves no state: nothing is touched", async () => {
  const { ports, ran } = worldWith({}, paperRds());
  await expect(moveIntoAws.run(ports, deleted())).rejects.toMatchObject({ code: "RDS_INSTANCE_BACK" });
  expect(ran).toEqual([]);
});

test("where AWS knows neither of the two, another account is asked: the state of one that may be alive is left as it is", async () => {
  const { ports, ran } = worldWith({}, paperRds({ instances: [] }));
  await expect(moveIntoAws.run(ports, deleted())).rejects.toMatchObject({ code: "RDS_INSTANCE_UNKNOWN" });
  expect(ran).toEqual([]);
});
