import { createHash } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishRelease } from "../../../scripts/steps/hotfix/publish-release.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { settings } from "../../support/settings.ts";
import { contextWith, portsWith } from "../../support/step-world.ts";

const sha256Of = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

/** A release on this machine, and an archive in which its name may be taken. */
async function release(text: string) {
  const store = memoryStore();
  const runDirectory = await mkdtemp(join(tmpdir(), "release-"));
  const known = { name: "shop-abab.mjs", sha256: sha256Of(text), bytes: text.length };
  await mkdir(join(runDirectory, "release"));
  await writeFile(join(runDirectory, "release", known.name), text);
  const listing = { async *pages() {}, sha256: async (bucket: string, name: string) => { const body = await store.objects.read(bucket, name); return body === undefined ? undefined : sha256Of(body); } };
  const publish = () => publishRelease.run(portsWith({ objects: store.objects, listing }), contextWith({ settings: settings(), runDirectory, outputs: { "prepare-release": known } }));
  return { store, publish, name: `shop.releases/${known.sha256}/${known.name}` };
}

test("a release goes into the archive, and finds itself there the second time", async () => {
  const { publish, name } = await release("fixed");
  expect(await publish()).toEqual({ archived: `gs://shop-exports/${name}` });
  expect(await publish()).toEqual({ archived: `gs://shop-exports/${name}` });
});

test("something of the same size under its name is not it", async () => {
  const { store, publish, name } = await release("fixed");
  await store.objects.create("shop-exports", name, new TextEncoder().encode("wrong"));
  await expect(publish()).rejects.toMatchObject({ code: "RELEASE_ELSE_IN_ARCHIVE" });
});
