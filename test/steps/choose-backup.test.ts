import { describe, expect, test } from "vitest";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import type { About } from "../../scripts/core/receipts.ts";
import { receiptsOf } from "../../scripts/pipeline/receipts/receipts.ts";
import { chooseBackup } from "../../scripts/steps/choose-backup.ts";
import { pinOf } from "../../scripts/steps/read-receipts.ts";
import { backupName, dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { keyOf, signers } from "../support/receipt-chains.ts";
import { memoryStore } from "../support/memory-store.ts";
import { contextWith, memoryFiles, portsWith } from "../support/step-world.ts";

const exporter = keyPair();
const bucket = "shop-exports";
const context = contextWith();

async function world() {
  const store = memoryStore();
  const files = memoryFiles();
  await files.write("/project/keys/exporter.pub", exporter.signer);
  const said: string[] = [];
  const operator = { say: (line: string) => void said.push(line), progress: () => undefined };
  const upload = async (manifest: Manifest, keys = exporter, id = manifest.id) => {
    const { bytes, signature } = signed(manifest, keys);
    await store.objects.create(bucket, `shop/${id}/manifest.sig`, signature);
    await store.objects.create(bucket, `shop/${id}/manifest.json`, bytes);
  };
  await store.objects.create(bucket, dataObject.name, dataObject.body);
  return { ports: portsWith({ objects: store.objects, files, operator }), store, files, upload, said };
}

const older = manifestOf({ id: "20261123T060000Z-000001", snapshotAt: "2026-11-23T06:00:00.000Z" });

test("chooses the newest backup and pins its manifest", async () => {
  const { ports, upload } = await world();
  await upload(older);
  await upload(manifestOf());
  expect(await chooseBackup.run(ports, context)).toMatchObject({
    id: backupName,
    manifestName: `shop/${backupName}/manifest.json`,
    manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    snapshotAt: "2026-11-23T08:07:00.000Z",
    plainBytes: 4,
    refused: [],
  });
});

test("passes over what somebody else has signed, and says so", async () => {
  const { ports, upload, said } = await world();
  await upload(older);
  await upload(manifestOf(), keyPair());
  expect(await chooseBackup.run(ports, context)).toMatchObject({ id: older.id, refused: [`${backupName}: its signature is missing or not the exporter's`] });
  expect(said.join()).toContain(`passed over: ${backupName}`);
});

test("passes over an upload that never got its manifest", async () => {
  const { ports, store, upload } = await world();
  await upload(older);
  await store.objects.create(bucket, "shop/20261123T090000Z-000009/manifest.sig", Buffer.from("x"));
  expect(await chooseBackup.run(ports, context)).toMatchObject({ id: older.id });
});

test("finds the one sound backup behind a dozen forged ones", async () => {
  const { ports, upload } = await world();
  await upload(older);
  for (let n = 10; n < 22; n += 1) await upload(manifestOf({ id: `20261123T08${n}00Z-0a1b2c` }), keyPair());
  const output = await chooseBackup.run(ports, context);
  expect(output).toMatchObject({ id: older.id });
  expect((output as { refused: string[] }).refused).toHaveLength(12);
});

test("refuses an old backup put under a new name", async () => {
  const { ports, upload } = await world();
  await upload(older, exporter, "20261123T090000Z-000009");
  await expect(chooseBackup.run(ports, context)).rejects.toMatchObject({ code: "NO_SOUND_BACKUP", message: expect.stringContaining(`that of ${older.id}`) as string });
});

test("a signed manifest of a format from the future is passed over, not guessed at", async () => {
  const { ports, upload } = await world();
  await upload({ ...manifestOf(), schema: "failover-kit/manifest/2" } as unknown as Manifest);
  await expect(chooseBackup.run(ports, context)).rejects.toThrow("no manifest this kit can read");
});

describe("with receipts", () => {
  const { directory, settings } = { directory: context.projectDirectory, settings: { ...context.settings, warden: { signingKey: "/keys/warden.pem", signer: "keys/warden.pub" }, retention: { keep: { last: 0, hourly: 24, daily: 14, weekly: 8, monthly: 12 }, minimumAgeDays: 14, minimumCount: 3, snapshotsStaleAfterHours: 26, signingKey: "/keys/pruner.pem", signer: "keys/pruner.pub" } } };
  const withWarden = { ...context, settings };
  const clock = { now: () => new Date("2026-11-23T09:00:00Z") };

  async function wardens(abouts: readonly (readonly ["warden" | "pruner", About])[]) {
    const all = await world();
    await all.upload(older);
    await all.upload(manifestOf());
    await all.files.write("/project/keys/warden.pub", signers.warden?.pem ?? "");
    await all.files.write("/project/keys/pruner.pub", signers.pruner?.pem ?? "");
    const chain = receiptsOf({ objects: all.store.objects, clock, pin: pinOf(directory, all.files) }, { bucket: "shop-journal", service: "shop", signers });
    for (const [name, about] of abouts) await chain.append(keyOf(name), () => about);
    return all;
  }
  const of = { backup: backupName, manifestSha256: sha256Of(manifestBytes(manifestOf())) };
  const verified = (passed: boolean): About => ({ kind: "verified", ...of, level: 2, passed, findings: passed ? [] : ["it cannot be read to its end"], seconds: 1 });

  test("a backup that failed since it last passed is passed over, and one that passed since it failed is not", async () => {
    const failed = await wardens([["warden", verified(true)], ["warden", verified(false)]]);
    const output = await chooseBackup.run(failed.ports, withWarden);
    expect(output).toMatchObject({ id: older.id, refused: [expect.stringMatching(/says that it failed level 2: it cannot be read to its end$/)] });
    const passed = await wardens([["warden", verified(false)], ["warden", verified(true)]]);
    expect(await chooseBackup.run(passed.ports, withWarden)).toMatchObject({ id: backupName });
  });

  test("one that the rotation removed is not chosen, and one that is gone is named", async () => {
    const gone: About = { kind: "seen", backup: "20261123T083000Z-00000f", manifestSha256: "c".repeat(64), storedAt: "2026-11-23T08:30:00.000Z", snapshotAt: "2026-11-23T08:30:00.000Z", bytes: 1 };
    const { ports, said } = await wardens([["pruner", { kind: "removed", ...of, rule: "hourly" }], ["warden", gone]]);
    expect(await chooseBackup.run(ports, withWarden)).toMatchObject({ id: older.id, refused: [expect.stringContaining("the rotation removed it")] });
    expect(said.join("\n")).toContain("backup 20261123T083000Z-00000f is gone");
  });

  test("an old one that was put there again is no newer for it, and can still be restored when nothing else is left", async () => {
    const seen = (manifest: Manifest, storedAt: string): About => ({ kind: "seen", backup: manifest.id, manifestSha256: sha256Of(manifestBytes(manifest)), storedAt, snapshotAt: manifest.snapshotAt, bytes: 1 });
    const { ports, store, upload } = await wardens([["warden", seen(older, "2026-11-22T06:00:10.000Z")], ["warden", seen(manifestOf(), "2026-11-22T08:07:10.000Z")]]);
    for (const name of ["manifest.json", "manifest.sig"]) store.remove(bucket, `shop/${older.id}/${name}`);
    await upload(older);
    expect(await chooseBackup.run(ports, withWarden)).toMatchObject({ id: backupName });
    for (const name of ["manifest.json", "manifest.sig"]) store.remove(bucket, `shop/${backupName}/${name}`);
    expect(await chooseBackup.run(ports, withWarden)).toMatchObject({ id: older.id, createdAt: "2026-11-22T06:00:10.000Z" });
  });

  test("a broken chain, or one that cannot be read, is told and stops nobody", async () => {
    const broken = await wardens([["warden", verified(false)], ["warden", verified(false)]]);
    broken.store.remove("shop-journal", "shop/receipts/00000000.json");
    expect(await chooseBackup.run(broken.ports, withWarden)).toMatchObject({ id: backupName });
    expect(broken.said.join("\n")).toContain("the receipts are no whole chain, only the first 0 count: receipt 0 is missing");
    const keyless = await world();
    await keyless.upload(manifestOf());
    expect(await chooseBackup.run(keyless.ports, withWarden)).toMatchObject({ id: backupName });
    expect(keyless.said.join("\n")).toContain("the receipts could not be read, so the choice rests on the backups alone: FILE_MISSING");
  });
});

test("an empty bucket is said to be empty", async () => {
  const { ports } = await world();
  await expect(chooseBackup.run(ports, context)).rejects.toThrow("there is no backup in shop-exports");
});

test("without the exporter's public key nothing is chosen", async () => {
  const { ports, files, upload } = await world();
  await upload(manifestOf());
  files.written.clear();
  await expect(chooseBackup.run(ports, context)).rejects.toMatchObject({ code: "FILE_MISSING" });
});
