import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyLevel2 } from "../../../scripts/pipeline/verify/level-2.ts";
import { sealedArchive } from "../../support/sealed-archive.ts";

const id = "20261123T080000Z-0a1b2c";

let archive: Awaited<ReturnType<typeof sealedArchive>>;
beforeEach(async () => void (archive = await sealedArchive({ ids: [id] })));
afterEach(() => archive.server.close());

async function level2() {
  const [manifest] = archive.manifests;
  if (manifest === undefined) throw new Error("an archive of this test has one backup");
  return verifyLevel2(archive.ports, manifest, { bucket: "exports", identityFile: archive.identityFile, directory: join(archive.directory, "work"), jobs: 2 });
}

test("a key that opens nothing is told for each file, and what was tried is removed", async () => {
  const other = await sealedArchive({ ids: [id] });
  await other.server.close();
  archive = { ...archive, identityFile: other.identityFile };
  const all = await level2();
  expect(all).toHaveLength(4);
  expect(all[0]).toMatch(/cannot be decrypted: age: error: /);
  expect(await readdir(join(archive.directory, "work"))).toEqual([]);
});

test.each([
  ["age", "age: error: write 3001.dat.zst: no space left on device"],
  ["pg_restore", "pg_restore: error: could not read from input file: Input/output error"],
])("what %s says of this machine is no finding: a sound backup would be called damaged", async (tool, stderr) => {
  const { shell } = archive.ports;
  const failing: typeof shell = { run: async (command, ...more) => (command.file === tool ? { exitCode: 1, stdout: "", stderr } : shell.run(command, ...more)) };
  archive = { ...archive, ports: { ...archive.ports, shell: failing } };
  await expect(level2()).rejects.toMatchObject({ code: "VERIFY_HINDERED", message: expect.stringContaining(stderr) as string });
  expect(await readdir(join(archive.directory, "work"))).toEqual([]);
});

test.each([
  ["tar: This does not look like a tar archive", [expect.stringMatching(/cannot be unpacked: .*not look like a tar archive$/)]],
  ["tar: ./3001.dat: Wrote only 512 of 10240 bytes: No space left on device", undefined],
])("what tar says of a pack is a finding, and no space is none: %s", async (stderr, found) => {
  const { shell } = archive.ports;
  const failing: typeof shell = { run: async (command, ...more) => (command.file === "tar" ? { exitCode: 2, stdout: "", stderr } : shell.run(command, ...more)) };
  const manifests = archive.manifests.map((manifest) => ({ ...manifest, objects: manifest.objects.map((object, at) => (at === 0 ? { ...object, packed: "tar" as const } : object)) }));
  archive = { ...archive, manifests, ports: { ...archive.ports, shell: failing } };
  await (found === undefined ? expect(level2()).rejects.toMatchObject({ code: "VERIFY_HINDERED" }) : expect(level2()).resolves.toEqual(found));
});

test("a disk that cannot take the largest database is refused before anything is fetched", async () => {
  archive = { ...archive, ports: { ...archive.ports, disk: { ...archive.ports.disk, freeBytes: async () => 10 } } };
  await expect(level2()).rejects.toMatchObject({ code: "VERIFY_NO_SPACE" });
});
