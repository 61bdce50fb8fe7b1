import { expect, test } from "vitest";
import type { Manifest } from "../../scripts/core/manifest.ts";
import { newestSoundBackup } from "../../scripts/steps/newest-backup.ts";
import { dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";

const exporter = keyPair();
const hour = (of: number): string => new Date(Date.UTC(2026, 10, 23, of)).toISOString();

/** Hourly backups of the live database and one made from a snapshot, each stored when its manifest says it was made. */
async function newestOf(manifests: readonly Manifest[]): Promise<string | undefined> {
  const store = memoryStore();
  await store.objects.create("exports", dataObject.name, dataObject.body);
  for (const manifest of manifests) {
    const { bytes, signature } = signed(manifest, exporter);
    await store.objects.create("exports", `shop/${manifest.id}/manifest.sig`, signature);
    await store.objects.create("exports", `shop/${manifest.id}/manifest.json`, bytes);
  }
  const times = new Map(manifests.map(({ id, createdAt }) => [`shop/${id}/manifest.json`, createdAt]));
  const objects = { read: (bucket: string, name: string) => store.objects.read(bucket, name), list: async (bucket: string, prefix: string) => (await store.objects.list(bucket, prefix)).map((object) => ({ ...object, createdAt: times.get(object.name) ?? object.createdAt })) };
  const { chosen } = await newestSoundBackup(objects, { bucket: "exports", service: "shop", signer: { path: "exporter.pub", pem: exporter.signer }, kept: [], point: "newest" });
  return chosen?.id;
}

const live = (of: number) => manifestOf({ id: `20261123T${String(of).padStart(2, "0")}0000Z-000001`, createdAt: hour(of), snapshotAt: hour(of) });
const ofSnapshot = (storedAt: number, takenAt: number): Manifest => {
  const manifest = manifestOf({ id: `20261123T${String(storedAt).padStart(2, "0")}3000Z-00000f`, createdAt: hour(storedAt), snapshotAt: hour(takenAt) });
  return { ...manifest, source: { ...manifest.source, from: "snapshot" } };
};
const hourly = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(live);

test("one made from an older snapshot does not stand in the way of a newer live one, though it was stored last", async () => {
  expect(await newestOf([...hourly, ofSnapshot(10, 1)])).toBe(live(9).id);
});

test("it is taken where nothing newer is sound, also when many have been passed over", async () => {
  const broken = hourly.slice(2).map((manifest) => ({ ...manifest, service: "billing" }));
  expect(await newestOf([...hourly.slice(0, 2), ...broken, ofSnapshot(10, 3)])).toBe(ofSnapshot(10, 3).id);
  expect(await newestOf([...hourly.slice(0, 2), ...broken, ofSnapshot(10, 1)])).toBe(live(2).id);
  expect(await newestOf([ofSnapshot(10, 1)])).toBe(ofSnapshot(10, 1).id);
});
