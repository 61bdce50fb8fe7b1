import { describe, expect, test } from "vitest";
import { manifestBytes, sha256Of } from "../../../scripts/core/manifest.ts";
import { proofIn } from "../../../scripts/core/verification-outcome.ts";
import type { RunState, StepState } from "../../../scripts/core/replay.ts";
import { chooseForVerifier } from "../../../scripts/steps/verify/choose-for-verifier.ts";
import { examineData } from "../../../scripts/steps/verify/examine-data.ts";
import { backupName, faithful, manifestOf } from "../../support/backups.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { scriptedShell } from "../../support/scripted-shell.ts";
import { contextWith, memoryFiles, portsWith } from "../../support/step-world.ts";

const manifest = manifestOf();
const manifestSha256 = sha256Of(manifestBytes(manifest));
const chosen = { id: backupName, manifestName: `shop/${backupName}/manifest.json`, manifestSha256, snapshotAt: manifest.snapshotAt, plainBytes: 4 };
const machine = { database: { name: "shop-verify-database", address: "10.20.1.7" } };
const { settings: plain } = contextWith();
const settings = { ...plain, verification: { identity: undefined, signingKey: undefined, recipient: "keys/verifier.pub", smokeQuery: "SELECT true", maxAgeHours: { level1: 1, level2: 1, level3: 1 } } };
const context = contextWith({ settings, outputs: { "stand-up": machine, "choose-backup": chosen } });

async function world(answer: object = {}) {
  const store = memoryStore();
  await store.objects.create("shop-exports", chosen.manifestName, manifestBytes(manifest));
  const files = memoryFiles();
  const { shell, inputs } = scriptedShell({ "agent-examine": { stdout: JSON.stringify({ ...faithful, corruption: [], smoke: null, ...answer }) } });
  return { ports: portsWith({ objects: store.objects, shell, files }), files, inputs };
}

describe("an examination by ssh", () => {
  test("asks the service's question as its role, and for sums only where there are any", async () => {
    const { ports, inputs } = await world();
    expect(await examineData.run(ports, context)).toEqual({ findings: [] });
    expect(JSON.parse(inputs[0] ?? "")).toMatchObject({ sums: false, smoke: { query: "SELECT true", role: "shop" } });
  });

  test("names what it found with the database, and does not fail", async () => {
    const { ports } = await world({ largeObjects: 0, corruption: ["a broken index"] });
    expect(await examineData.run(ports, context)).toEqual({ findings: ["shop: 0 large objects; the backup has 1", "shop: a broken index"] });
  });
});

describe("the backup to be proven", () => {
  const step = chooseForVerifier({ id: backupName, manifestSha256 });

  test("is the one that level 1 saw", async () => {
    const { ports, files } = await world();
    await files.write("/project/keys/verifier.pub", `# the verifier\n${manifest.recipients[0]}\n`);
    expect(await step.run(ports, context)).toMatchObject({ id: backupName, manifestSha256, snapshotAt: manifest.snapshotAt });
    await expect(chooseForVerifier({ id: backupName, manifestSha256: "b".repeat(64) }).run(ports, context)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
  });

  test("is refused when the verifier's key does not open it", async () => {
    const { ports } = await world();
    await expect(step.run(ports, context)).rejects.toMatchObject({ code: "BACKUP_NOT_FOR_VERIFIER" });
  });
});

describe("what a verification's journal proves", () => {
  const done = (output: object): StepState => ({ at: "done", attempt: 1, since: "", output: output as never });
  const failed = (code: string, what: string): StepState => ({ at: "failed", attempt: 1, since: "", code, what });
  const stateOf = (steps: Readonly<Record<string, StepState>>): RunState => ({ begun: undefined, ended: undefined, steps: new Map(Object.entries({ "choose-backup": done(chosen), ...steps })), decisions: new Map(), notes: new Map(), answered: new Set() });

  test.each<[string, Readonly<Record<string, StepState>>, object | undefined]>([
    ["a restore that was examined", { "restore-data": done({ seconds: 7.5 }), "examine-data": done({ findings: ["x"] }) }, { findings: ["x"], restoreSeconds: 7.5 }],
    ["a restore that failed", { "restore-data": failed("RESTORE_FAILED", "pg_restore: error") }, { findings: ["pg_restore: error"], restoreSeconds: null }],
    ["a restore that its machine broke off", { "restore-data": failed("RESTORE_HINDERED", "no space left on device") }, undefined],
    ["a restore that was lost from sight", { "restore-data": failed("UNIT_LOST", "gone") }, undefined],
    ["a restore whose unit was killed", { "restore-data": failed("UNIT_ENDED", "no more") }, undefined],
    ["a cloud without a machine for us", { "stand-up": failed("COMMAND_FAILED", "quota") }, undefined],
    ["a machine that could not be examined", { "restore-data": done({ seconds: 7.5 }), "examine-data": failed("COMMAND_FAILED", "ssh") }, undefined],
  ])("%s", (_, steps, proof) => {
    expect(proofIn(stateOf(steps))).toEqual(proof === undefined ? undefined : { backup: backupName, manifestSha256, ...proof });
  });
});
