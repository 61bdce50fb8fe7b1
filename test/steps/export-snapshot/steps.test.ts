import { expect, test } from "vitest";
import { parse } from "yaml";
import { chooseSnapshot, lookAtLive } from "../../../scripts/steps/export-snapshot/look-at-snapshots.ts";
import { exportInstance } from "../../../scripts/steps/export-snapshot/export-instance.ts";
import { removeInstance } from "../../../scripts/steps/export-snapshot/remove-instance.ts";
import { standUpInstance } from "../../../scripts/steps/export-snapshot/stand-up-instance.ts";
import type { RdsSnapshot } from "../../../scripts/core/rds.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { awsStack, restoring } from "../../support/restore-db-world.ts";
import { scriptedShell, type Answer } from "../../support/scripted-shell.ts";
import { memoryFiles, portsWith } from "../../support/step-world.ts";

const run = "x20261125-220000-ab12";
const snapshot = { id: "rds:shop-database-2", createdAt: "2026-11-25T02:00:07.000Z" };
const instance = { identifier: `shop-${run}`, resourceId: "db-X", address: "shop-x.rds.amazonaws.com", port: 5432 };
const context = (more: Parameters<typeof restoring>[0] = {}) => restoring({ run, given: undefined, ...more, outputs: { "choose-snapshot": snapshot, "restore-instance": instance, ...more.outputs } });

const group = { urn: `urn:pulumi:export-snapshot::failover-kit::aws:ec2/securityGroup:SecurityGroup::shop-x0`, type: "aws:ec2/securityGroup:SecurityGroup", custom: true, id: "sg-9" };
const making = { type: "creating", resource: { urn: "urn:x::shop-x0", type: "aws:rds/instance:Instance", custom: true, inputs: { identifier: "shop-x0" } } };
const state = (resources: readonly object[] = [], pending: readonly object[] = []): Answer => ({ stdout: JSON.stringify({ deployment: { resources, pending_operations: pending } }) });

function world(script: Readonly<Record<string, Answer | readonly Answer[]>> = {}, rds = paperRds()) {
  const inputs: string[] = [];
  const { shell, ran } = scriptedShell({ "stack ls": { stdout: '[{"name":"organization/failover-kit/export-snapshot"}]' }, "stack export --stack": state(), "stack import": {}, " destroy ": {}, " up ": {}, "stack output": { stdout: JSON.stringify({ instance }) }, ...script });
  const files = memoryFiles();
  const listening = { run: (...args: Parameters<typeof shell.run>) => (inputs.push(String(args[0].input ?? "")), shell.run(...args)) };
  return { ran, inputs, files, ports: portsWith({ shell: listening, files, rds, objects: memoryStore().objects, machine: paperMachine() }) };
}

const taken = (id: string, createdAt: string | undefined, status = "available"): RdsSnapshot => ({ id, instance: "shop-database", kind: "automated", status, createdAt, engineVersion: "17.5", allocatedGb: 40, encrypted: true, tags: {} });

test("the newest snapshot that AWS has whole is chosen, by AWS's own time", async () => {
  const snapshots = [taken("zzz-old", "2026-11-24T02:00:00.000Z"), taken("newest", "2026-11-25T02:00:00.000Z"), taken("half", "2026-11-25T03:00:00.000Z", "creating"), taken("not-begun", undefined)];
  expect(await chooseSnapshot.run(world({}, paperRds({ snapshots })).ports, context())).toEqual({ id: "newest", createdAt: "2026-11-25T02:00:00.000Z" });
  await expect(chooseSnapshot.run(world({}, paperRds({ snapshots: snapshots.slice(2) })).ports, context())).rejects.toThrow("half is creating");
});

test("the facts are the live instance's, and the exporter's host the aws stack's", async () => {
  const { ports } = world({ "stack output": { stdout: JSON.stringify(awsStack) } });
  expect(await lookAtLive.run(ports, context())).toMatchObject({ broken: { identifier: "shop-database" }, exporter: awsStack.exporter });
});

test("the instance is told in the run's own file; the one that is committed stays as it is", async () => {
  const { ports, files, ran } = world();
  const own = "config:\n  failover-kit:service: shop # ours\n  encryptionsalt: v1\n";
  files.written.set("/project/Pulumi.export-snapshot.yaml", own);
  const about = context();
  expect(await standUpInstance.run(ports, about)).toEqual(instance);
  const path = `${about.runDirectory}/Pulumi.export-snapshot.yaml`;
  expect(files.written.get("/project/Pulumi.export-snapshot.yaml")).toBe(own);
  expect(parse(files.written.get(path) ?? "")).toMatchObject({ config: { "failover-kit:instance": { identifier: `shop-${run}`, source: { snapshot: snapshot.id }, class: "db.t4g.medium", multiAz: false, backupRetentionDays: 0 } } });
  expect(ran.find((line) => line.includes(" up "))).toContain(`--stack export-snapshot --yes --skip-preview --config-file ${path}`);
});

test("what an earlier export left goes first", async () => {
  const { ports, ran } = world({ "stack export --stack": [state([group]), state([group]), state([group]), state()] });
  await standUpInstance.run(ports, context());
  const verbs = ran.flatMap((line) => / (destroy|up) /.exec(line)?.[1] ?? []);
  expect(verbs).toEqual(["destroy", "up"]);
});

test("one that AWS was still making when its export was killed is waited for, known to the state, and removed", async () => {
  const statuses = ["creating", "backing-up", "available"];
  const rds = { ...paperRds(), instances: async () => [rdsInstance({ identifier: "shop-x0", resourceId: "db-X0", status: statuses.length > 1 ? (statuses.shift() ?? "") : "available" })] };
  const made = { ...making.resource, id: "db-X0" };
  const { ports, ran, inputs } = world({ "stack export --stack": [state([], [making]), state([made]), state([made]), state()] }, rds);
  expect(await removeInstance(ports, context(), "remove-instance")).toBe(true);
  expect(inputs.find((input) => input.includes('"id":"db-X0"'))).toContain('"pending_operations":[]');
  expect(ran.some((line) => line.includes("destroy --stack export-snapshot --yes --skip-preview --refresh"))).toBe(true);
});

const said = { id: "20261125T220500Z-aaaaaa", snapshotAt: snapshot.createdAt, objects: 3, bytes: 10, plainBytes: 20, seconds: 1.5, warnings: [] };
const service = { stdout: "User=failover-export\nWorkingDirectory=/etc/failover\n" };

test("the exporter's host exports it as the exporter's user, with the snapshot's time, after what an earlier call left at work was ended", async () => {
  const { ports, ran, inputs } = world({ "systemctl stop": {}, "systemctl show": service, "mkdir -p": {}, "sudo sh -s --": { stdout: "line 1 dumping\nend success exited 0\n" }, "sudo tail": { stdout: `${JSON.stringify(said)}\n` } });
  expect(await exportInstance.run(ports, context())).toEqual({ ...said, snapshot });
  const order = ran.flatMap((line) => /systemctl stop|systemctl show|sh -s -- \S+/.exec(line)?.[0] ?? []);
  expect(order.slice(0, 3)).toEqual(["systemctl stop", "systemctl show", `sh -s -- failover-export-of-snapshot-${run}-1`]);
  expect(inputs.find((input) => input.includes("--from snapshot"))).toContain(`--source-host shop-x.rds.amazonaws.com --source-port 5432 --snapshot-time ${snapshot.createdAt} --project /etc/failover`);
  expect(ran.find((line) => line.includes("EnvironmentFile"))).toContain("failover-export 43200");
});

test("a host without the exporter's service is named, and nothing is begun there", async () => {
  const { ports, ran } = world({ "systemctl stop": {}, "systemctl show": { stdout: "User=\nWorkingDirectory=\n" } });
  await expect(exportInstance.run(ports, context())).rejects.toMatchObject({ code: "EXPORTER_NOT_CONFIGURED" });
  expect(ran.some((line) => line.includes("sh -s"))).toBe(false);
});
