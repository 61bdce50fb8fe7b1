import { expect, test } from "vitest";
import type { Manifest } from "../../scripts/core/manifest.ts";
import { chooseBackup } from "../../scripts/steps/choose-backup.ts";
import { backupName, dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
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
