import { expect, test } from "vitest";
import { restoreInstance } from "../../../scripts/steps/restore-db/restore-instance.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { paperMachine } from "../../support/paper-machine.ts";
import { paperRds, rdsInstance } from "../../support/paper-rds.ts";
import { restored, restoring } from "../../support/restore-db-world.ts";
import { scriptedShell, type Answer } from "../../support/scripted-shell.ts";
import { memoryFiles, portsWith } from "../../support/step-world.ts";

const FILE = "/project/Pulumi.restore.yaml";
const earlier = "config:\n  failover-kit:service: shop\n  failover-kit:restores:\n    - run: r0 # the first\n";
const outputs = { stdout: JSON.stringify({ restores: { r1: restored } }) };
const state = (pending: readonly object[] = []) => ({ stdout: JSON.stringify({ deployment: { resources: [], pending_operations: pending } }) });
const script = (more: Readonly<Record<string, Answer | readonly Answer[]>> = {}) =>
  scriptedShell({ "stack ls": { stdout: '[{"name":"organization/failover-kit/restore"}]' }, "stack export": state(), " up ": {}, "stack output": outputs, "stack import": {}, "stack init": {}, ...more });

function worldWith(shell: ReturnType<typeof script>["shell"], rds = paperRds()) {
  const files = memoryFiles();
  return { files, ports: portsWith({ shell, files, rds, objects: memoryStore().objects, machine: paperMachine() }) };
}

test("the new database is appended to the stack's file, and Pulumi makes it", async () => {
  const { shell, ran } = script();
  const { files, ports } = worldWith(shell);
  files.written.set(FILE, earlier);
  expect(await restoreInstance.run(ports, restoring())).toEqual(restored);
  expect(files.written.get(FILE)?.startsWith(earlier)).toBe(true);
  expect(files.written.get(FILE)).toMatch(/- run: "r1"\n +identifier: "shop-r1"\n +source:\n +instance: "shop-database"\n +pointInTime: "latest"\n/);
  expect(ran.at(-2)).toContain("up --stack restore --yes --skip-preview");
});

test("a project that never had the stack gets it, and the file with it", async () => {
  const { shell, ran } = script({ "stack ls": { stdout: "[]" } });
  const { files, ports } = worldWith(shell);
  await restoreInstance.run(ports, restoring());
  expect(ran.some((line) => line.includes("stack init restore"))).toBe(true);
  expect(files.written.get(FILE)).toContain("aws:region: eu-west-1");
});

test("what a killed Pulumi had asked for is waited for and taken into the state, not made twice", async () => {
  const making = { type: "creating", resource: { urn: "urn:x::shop-r1", type: "aws:rds/instance:Instance", custom: true, inputs: { identifier: "shop-r1" } } };
  const inputs: string[] = [];
  const { shell, ran } = script({ "stack export": state([making]) });
  const listening = { run: (command: Parameters<typeof shell.run>[0]) => (inputs.push(String(command.input ?? "")), shell.run(command)) };
  const statuses = ["creating", "backing-up", "available"];
  const rds = { ...paperRds(), instances: async () => [rdsInstance({ identifier: "shop-r1", resourceId: "db-R1", status: statuses.length > 1 ? (statuses.shift() ?? "") : "available" })] };
  await restoreInstance.run(worldWith(listening, rds).ports, restoring({ attempt: 2 }));
  expect(inputs.find((input) => input.includes('"id":"db-R1"'))).toContain('"pending_operations":[]');
  expect(ran.find((line) => line.includes(" up "))).toContain("--refresh");
});

test("one that AWS never heard of is dropped from the state and made", async () => {
  const making = { type: "creating", resource: { urn: "urn:x::shop-r1", type: "aws:rds/instance:Instance", custom: true, inputs: { identifier: "shop-r1" } } };
  const inputs: string[] = [];
  const { shell } = script({ "stack export": state([making]) });
  await restoreInstance.run(worldWith({ run: (command) => (inputs.push(String(command.input ?? "")), shell.run(command)) }).ports, restoring({ attempt: 2 }));
  expect(inputs.some((input) => input.includes('"resources":[]'))).toBe(true);
});

test("a resumed run finds it done only when AWS calls it available", async () => {
  const done = (status: string) => restoreInstance.check(worldWith(script().shell, paperRds({ instances: [rdsInstance({ identifier: "shop-r1", status })] })).ports, restoring({ attempt: 2 }));
  expect(await done("creating")).toBeUndefined();
  expect(await done("available")).toEqual(restored);
});

test("a failed Pulumi fails the step with what it said", async () => {
  const { shell } = script({ " up ": { exitCode: 255, stderr: "error: DBSubnetGroupNotFoundFault" } });
  await expect(restoreInstance.run(worldWith(shell).ports, restoring())).rejects.toThrow("DBSubnetGroupNotFoundFault");
});
