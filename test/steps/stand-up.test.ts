import { expect, test } from "vitest";
import { standUp } from "../../scripts/steps/stand-up.ts";
import { paperMachine } from "../support/paper-machine.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { memoryStore } from "../support/memory-store.ts";
import { contextWith, memoryFiles, mirror, portsWith as portsFor } from "../support/step-world.ts";

const portsWith: typeof portsFor = (ports) => portsFor({ files: memoryFiles(), objects: memoryStore().objects, machine: paperMachine(), ...ports });
const empty = { "stack export": { stdout: `{"version":3,"deployment":{}}` } };

const outputs = { stdout: JSON.stringify(mirror) };
const run = "/project/.failover/runs/r20261123-081500-ab12";

test("a stack that was never up is known by its state alone, without a preview", async () => {
  const { shell, ran } = scriptedShell({ "stack output": { stdout: "{}" } });
  expect(await standUp.check(portsWith({ shell }), contextWith())).toBeUndefined();
  expect(ran).toHaveLength(1);
});

test.each([
  ["a stack that matches is left alone", 0, mirror],
  ["a stack that differs needs work", 7, undefined],
])("%s", async (_, exitCode, expected) => {
  const { shell } = scriptedShell({ "stack output": outputs, preview: { exitCode } });
  expect(await standUp.check(portsWith({ shell, files: memoryFiles() }), contextWith())).toEqual(expected);
});

test.each([
  ["the state cannot be read", { "stack output": { exitCode: 255, stderr: "error: bucket is gone" } }, "bucket is gone"],
  ["the cloud cannot be compared", { "stack output": outputs, preview: { exitCode: 1, stderr: "error: no credentials" } }, "no credentials"],
])("when %s, that is neither yes nor no", async (_, script, complaint) => {
  const check = standUp.check(portsWith({ shell: scriptedShell(script).shell }), contextWith());
  await expect(check).rejects.toMatchObject({ code: "COMMAND_FAILED", message: expect.stringContaining(complaint) as string });
});

test("runs exactly what the plan showed, and leaves the files that lead Ansible to the machines", async () => {
  const { shell, ran } = scriptedShell({ ...empty, " up ": {}, "stack output": outputs });
  const files = memoryFiles();
  expect(await standUp.run(portsWith({ shell, files }), contextWith())).toEqual(mirror);
  expect(ran[1]).toBe("pulumi --cwd /project --non-interactive --color never up --stack gcp --yes --skip-preview");
  expect(JSON.parse(files.written.get(`${run}/inventory.json`) ?? "")).toMatchObject({
    all: { children: { database: { hosts: { "shop-gcp-database": { ansible_host: "10.20.1.1" } } } } },
  });
  expect(JSON.parse(files.written.get(`${run}/variables.json`) ?? "")).toMatchObject({ failover_side: "gcp", failover_run: "r20261123-081500-ab12" });
});

test("a second attempt looks at the cloud before it acts", async () => {
  const { shell, ran } = scriptedShell({ ...empty, " up ": {}, "stack output": outputs });
  await standUp.run(portsWith({ shell, files: memoryFiles() }), contextWith({ attempt: 2 }));
  expect(ran[1]).toContain(" --refresh");
});

test("a failed update fails the step with what Pulumi said", async () => {
  const { shell } = scriptedShell({ ...empty, " up ": { exitCode: 1, stdout: "error: quota exceeded" } });
  await expect(standUp.run(portsWith({ shell }), contextWith())).rejects.toThrow("quota exceeded");
});

test("a stack without the outputs that the next steps need fails by their names", async () => {
  const { shell } = scriptedShell({ ...empty, " up ": {}, "stack output": { stdout: JSON.stringify({ ...mirror, cache: undefined }) } });
  await expect(standUp.run(portsWith({ shell, files: memoryFiles() }), contextWith())).rejects.toThrow(/gcp stack's outputs.*\n.*cache/s);
});
