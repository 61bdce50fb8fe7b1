import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { ProtectState, ProtectStatus } from "../../scripts/core/protect-job.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { protectAgain } from "../../scripts/steps/protect-again.ts";
import type { Shell } from "../../scripts/ports.ts";
import { exampleSettings } from "../support/example-settings.ts";
import { scriptedShell, type Answer } from "../support/scripted-shell.ts";
import { contextWith, memoryFiles, mirror, portsWith, sleepingClock } from "../support/step-world.ts";

const secondStore = { endpoint: "http://198.51.100.30:9000", region: "eu", bucket: "second", accessKeyId: new Secret("the-id-of-the-key"), secretAccessKey: new Secret("the-secret-of-the-key"), signingKey: "/keys/mirror.pem", signer: "keys/mirror.pub" };
const context = contextWith({ settings: { ...exampleSettings, secondStore }, outputs: { "stand-up": mirror, "choose-backup": { id: "b", manifestName: "m", manifestSha256: "a".repeat(64), snapshotAt: "2026-11-23T08:07:00.000Z", plainBytes: 4 } } });
const unit = `failover-protect-${context.run}-1`;
const running: ProtectStatus = { unit, state: "running", phase: "reading it back", seconds: 3, backup: null, failure: null };
const done: ProtectStatus = { ...running, state: "done", seconds: 5, backup: { id: "20261123T090000Z-0a1b2c", manifestSha256: "b".repeat(64), snapshotAt: "2026-11-23T09:00:00.000Z", objects: 3, bytes: 9 } };
const state = (status: ProtectStatus | null, liveUnit: string | null): Answer => ({ stdout: JSON.stringify({ status, liveUnit } satisfies ProtectState) });
const output = { protected: true, backup: "20261123T090000Z-0a1b2c", snapshotAt: "2026-11-23T09:00:00.000Z", bucket: "second", objects: 3, bytes: 9, seconds: 5 };

async function world(shell: Shell) {
  const files = memoryFiles();
  for (const path of context.settings.export.recipients) await files.write(`/project/${path}`, "# theirs\nage1abc\n");
  await files.write("/project/keys/mirror.pub", "the mirror's public key");
  await files.write("/keys/mirror.pem", "the mirror's private key");
  await files.write(resolve("/project", context.settings.recovery.identity), "AGE-SECRET-KEY-1");
  const progress: string[] = [];
  return { ports: portsWith({ shell, files, clock: sleepingClock(), operator: { say: () => undefined, progress: (_step, text) => void progress.push(text) } }), progress };
}
const verbs = (ran: readonly string[]) => ran.map((line) => /failover (agent-[a-z-]+)/.exec(line)?.[1]);

const follow = (...statuses: readonly ProtectStatus[]): Answer => ({ stdout: statuses.map((status) => JSON.stringify(status)).join("\n") });
const ended: ProtectStatus = { ...running, state: "failed", failure: { code: "UNIT_ENDED", what: "its unit was ended from outside, or the host was restarted" } };

test("starts the first export as a unit on the database host, follows it, and says what lies where", async () => {
  const { shell, ran, inputs } = scriptedShell({ "agent-protect-state": [state(null, null), state(done, null)], "agent-protect-begin": { stdout: unit }, "agent-protect-follow": follow(running, done) });
  const { ports, progress } = await world(shell);
  expect(await protectAgain.run(ports, context)).toEqual(output);
  expect(verbs(ran)).toEqual(["agent-protect-state", "agent-protect-begin", "agent-protect-follow", "agent-protect-state"]);
  expect(progress).toEqual(["reading it back (3 s)", "reading it back (5 s)"]);
  expect(inputs).toEqual(["[secret]"]);
  expect(ran.join()).not.toMatch(/AGE-SECRET-KEY|private key/);
});

test("sends job and keys by standard input, and of the exporter's key nothing", async () => {
  let sent = "";
  const { shell } = scriptedShell({ "agent-protect-state": [state(null, null), state(done, null)], "agent-protect-begin": { stdout: unit }, "agent-protect-follow": follow(done) });
  const spy: Shell = {
    run: (command, onLine) => {
      if (typeof command.input === "object") sent = command.input.reveal();
      return shell.run(command, onLine);
    },
  };
  await protectAgain.run((await world(spy)).ports, context);
  expect(JSON.parse(sent)).toMatchObject({
    job: { run: context.run, attempt: 1, service: "shop", databases: ["shop"], signer: "the mirror's public key", store: { bucket: "second" } },
    keys: { identity: "AGE-SECRET-KEY-1", signingKey: "the mirror's private key" },
  });
});

test("takes up an export that an earlier attempt left running, over a connection that breaks, and starts no second one", async () => {
  const { shell, ran } = scriptedShell({ "agent-protect-state": [state(running, unit), state(done, null)], "agent-protect-follow": [{ exitCode: 255, stdout: JSON.stringify(running), stderr: "connection reset" }, follow(done)] });
  const { ports, progress } = await world(shell);
  expect(await protectAgain.run(ports, context)).toEqual(output);
  expect(verbs(ran)).not.toContain("agent-protect-begin");
  expect(progress).toContain(`lost sight of ${unit}; connecting again`);
});

test("one that is done already is not made again", async () => {
  const { shell } = scriptedShell({ "agent-protect-state": [state(done, null)] });
  expect(await protectAgain.check((await world(shell)).ports, context)).toEqual(output);
});

test.each<[string, ProtectStatus, string, string]>([
  ["says why it failed", { ...running, state: "failed", failure: { code: "STORE_REFUSED", what: "the object store answered 403" } }, "PROTECT_FAILED", "the object store answered 403"],
  ["ends without a word", ended, "UNIT_ENDED", "did not say what became of its work"],
  ["ended well and tells of no backup", { ...running, state: "done" }, "PROTECT_FAILED", "does not say which backup"],
])("a unit that %s fails the step, and the run stays open", async (_, status, code, what) => {
  const { shell } = scriptedShell({ "agent-protect-state": [state(null, null), state(status, null)], "agent-protect-begin": { stdout: unit }, "agent-protect-follow": follow(status) });
  await expect(protectAgain.run((await world(shell)).ports, context)).rejects.toMatchObject({ code, message: expect.stringContaining(what) as string });
});

test("a host that is out of sight for too long is told, and nothing is started a second time", async () => {
  const { shell, ran } = scriptedShell({ "agent-protect-state": state(running, unit), "agent-protect-follow": { exitCode: 255, stderr: "no route" } });
  await expect(protectAgain.run((await world(shell)).ports, context)).rejects.toMatchObject({ code: "UNIT_LOST", message: expect.stringContaining("no route") as string });
  expect(verbs(ran)).not.toContain("agent-protect-begin");
});

test("without a second store there is nothing to do, and it says so; no host is asked", async () => {
  const { shell, ran } = scriptedShell({});
  const bare = { ...context, settings: exampleSettings };
  const { ports } = await world(shell);
  expect(await protectAgain.check(ports, bare)).toBeUndefined();
  expect(await protectAgain.run(ports, bare)).toEqual({ protected: false, because: "there is no second store in failover.yaml" });
  expect(protectAgain.preview(bare)).toEqual([]);
  expect(ran).toEqual([]);
});
