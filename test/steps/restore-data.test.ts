import { expect, test } from "vitest";
import { show } from "../../scripts/core/commands/command.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { RestoreStatus } from "../../scripts/core/restore-job.ts";
import type { Shell } from "../../scripts/ports.ts";
import { restoreData } from "../../scripts/steps/restore-data.ts";
import { backupName } from "../support/backups.ts";
import { scriptedShell, type Answer } from "../support/scripted-shell.ts";
import { contextWith, memoryFiles, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const sha = "a".repeat(64);
const chosen = { id: backupName, manifestName: `shop/${backupName}/manifest.json`, manifestSha256: sha, snapshotAt: "2026-11-23T08:07:00.000Z", plainBytes: 4 };
const context = contextWith({ outputs: { "stand-up": mirror, "choose-backup": chosen } });
const unit = `failover-restore-${context.run}-1`;

const marker = { backup: backupName, manifestSha256: sha, run: context.run, unit, seconds: 6, bytes: 4 };
const state = (marked: typeof marker | null, liveUnit: string | null): Answer => ({ stdout: JSON.stringify({ marker: marked, liveUnit }) });
const status = (change: Partial<RestoreStatus>): string => JSON.stringify({ unit, state: "running", phase: "loading tables", seconds: 2, bytes: 0, failure: null, ...change });
const output = { backup: backupName, seconds: 6, bytes: 4, unit };

async function world(shell: Shell) {
  const files = memoryFiles();
  await files.write("/project/keys/exporter.pub", "the exporter's key");
  await files.write("/project/failover_operations_identity", "AGE-SECRET-KEY-1");
  const progress: string[] = [];
  const said: string[] = [];
  const operator = { say: (line: string) => void said.push(line), progress: (_: string, text: string) => void progress.push(text) };
  const clock = sleepingClock();
  return { ports: portsWith({ shell, files, operator, clock }), progress, said, clock, files };
}

const followed = { "agent-restore-follow": { stdout: [status({}), status({ state: "done", phase: "going back", seconds: 6 })].join("\n") } };

test("starts the restore as a unit on the database host, follows it, and believes only the marker", async () => {
  const { shell, ran, inputs } = scriptedShell({ "agent-restore-state": [state(null, null), state(marker, null)], "agent-restore-begin": { stdout: unit }, ...followed });
  const { ports, progress } = await world(shell);
  expect(await restoreData.run(ports, context)).toEqual(output);
  expect(progress).toEqual(["loading tables (2 s)", "going back (6 s)"]);
  expect(ran.map((line) => /failover (agent-[a-z-]+)/.exec(line)?.[1])).toEqual(["agent-restore-state", "agent-restore-begin", "agent-restore-follow", "agent-restore-state"]);
  expect(ran.join()).not.toContain("AGE-SECRET-KEY");
  expect(inputs).toEqual(["[secret]"]);
});

test("sends the job and the key by standard input", async () => {
  let sent = "";
  const { shell } = scriptedShell({ "agent-restore-state": [state(null, null), state(marker, null)], "agent-restore-begin": { stdout: unit }, ...followed });
  const spy: Shell = {
    run: (command, onLine) => {
      if (typeof command.input === "object") sent = command.input.reveal();
      return shell.run(command, onLine);
    },
  };
  await restoreData.run((await world(spy)).ports, context);
  expect(JSON.parse(sent)).toMatchObject({
    identity: "AGE-SECRET-KEY-1",
    job: { run: context.run, attempt: 1, backup: { id: backupName, manifestSha256: sha }, bucket: "shop-exports", database: { name: "shop", owner: "shop" }, limitSeconds: 901 },
  });
});

test("new passwords of roles go the same way, each to its role, and stand in no argument", async () => {
  const { shell, ran } = scriptedShell({ "agent-restore-state": [state(null, null), state(marker, null)], "agent-restore-begin": { stdout: unit }, ...followed });
  let sent = "";
  const spy: Shell = {
    run: (command, onLine) => {
      if (typeof command.input === "object") sent = command.input.reveal();
      return shell.run(command, onLine);
    },
  };
  const { settings } = context;
  await restoreData.run((await world(spy)).ports, { ...context, settings: { ...settings, database: { ...settings.database, rolePasswords: { auditor: new Secret("an auditor's word") } } } });
  expect(JSON.parse(sent)).toMatchObject({ passwords: { auditor: "an auditor's word" } });
  expect(ran.join()).not.toContain("an auditor's word");
});

test("takes up a restore that an earlier attempt left running, and starts no second one", async () => {
  const { shell, ran } = scriptedShell({ "agent-restore-state": [state(null, unit), state(marker, null)], ...followed });
  const { ports, said } = await world(shell);
  expect(await restoreData.run(ports, { ...context, attempt: 2 })).toEqual(output);
  expect(ran.filter((line) => line.includes("agent-restore-begin"))).toEqual([]);
  expect(said).toEqual([`${unit} is still at work on the database host; following it`]);
});

test("a restore that ended while nobody looked is done, not done again", async () => {
  const { shell, ran } = scriptedShell({ "agent-restore-state": state(marker, null) });
  const { ports } = await world(shell);
  expect(await restoreData.check(ports, context)).toEqual(output);
  expect(await restoreData.run(ports, context)).toEqual(output);
  expect(ran.filter((line) => !line.includes("agent-restore-state"))).toEqual([]);
});

test.each([
  ["nothing", null],
  ["the same backup, restored by another run", { ...marker, run: "r20261122-081500-ab12" }],
  ["another backup", { ...marker, backup: "20261123T060000Z-000001" }],
  ["a backup of that name with another manifest", { ...marker, manifestSha256: "b".repeat(64) }],
])("a database that holds %s is not restored yet", async (_, marked) => {
  const { shell } = scriptedShell({ "agent-restore-state": state(marked, null) });
  expect(await restoreData.check((await world(shell)).ports, context)).toBeUndefined();
});

test("a host that cannot be asked is no answer at all", async () => {
  const { shell } = scriptedShell({ "agent-restore-state": { exitCode: 255, stderr: "Connection refused" } });
  await expect(restoreData.check((await world(shell)).ports, context)).rejects.toMatchObject({ code: "COMMAND_FAILED" });
});

test("a lost connection loses only sight: it connects again and goes on", async () => {
  const lost: Answer = { exitCode: 255, stdout: status({}), stderr: "Connection closed" };
  const { shell } = scriptedShell({ "agent-restore-state": [state(null, unit), state(marker, null)], "agent-restore-follow": [lost, lost, followed["agent-restore-follow"]] });
  const { ports, progress, clock } = await world(shell);
  expect(await restoreData.run(ports, context)).toEqual(output);
  expect(progress.filter((line) => line.startsWith("lost sight"))).toHaveLength(2);
  expect(clock.slept()).toBe(4);
});

test("a host that stays out of sight is given up, without a second restore", async () => {
  const { shell, ran } = scriptedShell({ "agent-restore-state": state(null, unit), "agent-restore-follow": { exitCode: 255, stdout: "" } });
  const { ports, clock } = await world(shell);
  await expect(restoreData.run(ports, context)).rejects.toMatchObject({ code: "UNIT_LOST" });
  expect(clock.slept()).toBeGreaterThan(300);
  expect(ran.filter((line) => line.includes("agent-restore-begin"))).toEqual([]);
});

test("a restore that failed says in which phase and why", async () => {
  const failure = { code: "BACKUP_DAMAGED", what: "data/000001.age is not what its manifest says" };
  const { shell } = scriptedShell({ "agent-restore-state": state(null, unit), "agent-restore-follow": { stdout: status({ state: "failed", phase: "fetching", failure }) } });
  await expect(restoreData.run((await world(shell)).ports, context)).rejects.toThrow(`${unit} failed while fetching: data/000001.age is not what its manifest says`);
});

test.each([
  ["STORE_SILENT", "the object store gave no answer", "RESTORE_HINDERED"],
  ["UNEXPECTED", "Error: ENOSPC: no space left on device, write", "RESTORE_HINDERED"],
  ["COMMAND_FAILED", "pg_restore exited 1: ERROR:  could not extend file: No space left on device", "RESTORE_HINDERED"],
  ["COMMAND_FAILED", "pg_restore exited 1: ERROR:  permission denied for schema app", "RESTORE_FAILED"],
  ["BACKUP_DAMAGED", "data/000001.age is not what its manifest says", "RESTORE_FAILED"],
])("a restore broken off by %s (%s) is %s: only what speaks of the backup counts against it", async (code, what, expected) => {
  const { shell } = scriptedShell({ "agent-restore-state": state(null, unit), "agent-restore-follow": { stdout: status({ state: "failed", phase: "fetching", failure: { code, what } }) } });
  await expect(restoreData.run((await world(shell)).ports, context)).rejects.toMatchObject({ code: expected, message: expect.stringContaining(what) as string });
});

test("a unit that left no last word is no judgement of the backup", async () => {
  const failure = { code: "UNIT_ENDED", what: "its unit was ended from outside, or the host was restarted" };
  const { shell } = scriptedShell({ "agent-restore-state": state(null, unit), "agent-restore-follow": { stdout: [status({}), status({ state: "failed", failure })].join("\n") } });
  await expect(restoreData.run((await world(shell)).ports, context)).rejects.toMatchObject({ code: "UNIT_ENDED", message: expect.stringContaining("loading tables") as string });
});

test("a unit that ended well and left no marker has not restored anything", async () => {
  const { shell } = scriptedShell({ "agent-restore-state": state(null, unit), ...followed });
  await expect(restoreData.run((await world(shell)).ports, context)).rejects.toMatchObject({ code: "RESTORE_FAILED" });
});

test("without the operations key nothing is started", async () => {
  const { shell, ran } = scriptedShell({ "agent-restore-state": state(null, null) });
  const { ports, files } = await world(shell);
  files.written.delete("/project/failover_operations_identity");
  await expect(restoreData.run(ports, context)).rejects.toMatchObject({ code: "FILE_MISSING" });
  expect(ran).toHaveLength(1);
});

test("the plan shows what will be run there, before there is such a host", () => {
  expect(restoreData.preview(context).map(show).join("\n")).toContain("admin@<stand-up.database> 'sudo failover agent-restore-begin'");
});
