import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { manifestName, signatureName } from "../../../scripts/core/backup-names.ts";
import { sha256Of } from "../../../scripts/core/manifest.ts";
import { receiptName } from "../../../scripts/core/receipts.ts";
import { receiptsOf, type Receipts } from "../../../scripts/pipeline/receipts/receipts.ts";
import { verifyLevel1 } from "../../../scripts/pipeline/verify/level-1.ts";
import { verifyLevel2 } from "../../../scripts/pipeline/verify/level-2.ts";
import { passed, type LevelResult } from "../../../scripts/pipeline/verify/level.ts";
import { recordLevel1 } from "../../../scripts/pipeline/verify/record.ts";
import { pinOf, type Pin } from "../../../scripts/steps/read-receipts.ts";
import { keyPair } from "../../support/backups.ts";
import { keyOf, signers } from "../../support/receipt-chains.ts";
import { sealedArchive } from "../../support/sealed-archive.ts";
import { memoryFiles } from "../../support/step-world.ts";

const [first, second, third] = ["20261123T080000Z-0a1b2c", "20261123T090000Z-1b2c3d", "20261123T100000Z-2c3d4e"] as const;
type Archive = Awaited<ReturnType<typeof sealedArchive>>;

let archive: Archive;
let pin: Pin;
let receipts: Receipts;
beforeEach(async () => {
  archive = await sealedArchive({ ids: [first, second, third] });
  pin = pinOf("/p", memoryFiles());
  receipts = receiptsOf({ objects: archive.objects, clock: archive.ports.clock, pin }, { bucket: "journal", service: "shop", signers });
});
afterEach(() => archive.server.close());

const level1 = ({ isReceiptless = false, signer = archive.signer } = {}): Promise<LevelResult> =>
  verifyLevel1(archive.ports, { service: "shop", bucket: "exports", signer, readChain: async () => (isReceiptless ? undefined : receipts.read()), backup: undefined });
const level2 = async (which = 2) => {
  const manifest = archive.manifests[which];
  if (manifest === undefined) throw new Error("no such backup in this test");
  return verifyLevel2(archive.ports, manifest, { bucket: "exports", identityFile: archive.identityFile, directory: join(archive.directory, "work"), jobs: 2 });
};
const warden = async (result: LevelResult) => recordLevel1(result, { receipts, key: keyOf("warden"), now: archive.server.clock.seconds * 1000, sayAgainSeconds: 1800 });
/** All that a look found, in one list. */
const found = ({ backups, findings }: LevelResult): readonly string[] => [...backups.flatMap(({ id, findings: own }) => own.map((finding) => `${id}: ${finding}`)), ...findings];
const objectsOf = (id: string): readonly string[] => [...archive.server.objects.keys()].filter((name) => name.startsWith(`shop/${id}/data/`));
const bytesOf = (name: string): Buffer => archive.server.objects.get(name) ?? Buffer.of();
const removeBackup = (id: string) => [...archive.server.objects.keys()].filter((name) => name.startsWith(`shop/${id}/`)).forEach((name) => archive.server.objects.delete(name));

test("an archive that nobody touched passes both levels, says how far it has come, and leaves nothing behind", async () => {
  expect(found(await level1())).toEqual([]);
  expect(await level2()).toEqual([]);
  expect(archive.said.at(-1)).toMatch(/^20261123T100000Z-2c3d4e: (\d+\.\d) of \1 MB opened in \d:\d\d/);
  expect(await readdir(join(archive.directory, "work"))).toEqual([]);
});

test("one flipped bit anywhere in any object is found, on level 1 by the store's sums and on level 2 by our own", async () => {
  const names = objectsOf(third);
  await fc.assert(
    fc.asyncProperty(fc.nat(names.length - 1), fc.nat(), fc.integer({ min: 0, max: 7 }), async (which, where, bit) => {
      const name = names[which] ?? "";
      const whole = bytesOf(name);
      const flipped = Buffer.from(whole);
      const at = where % flipped.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      archive.server.objects.set(name, flipped);
      try {
        expect(found(await level1())).toEqual([`${third}: ${name} has another checksum than its manifest says`]);
        expect(await level2()).toEqual([`${name} is not what its manifest says: its SHA-256 differs`]);
      } finally {
        archive.server.objects.set(name, whole);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("one flipped bit in source.json, which lies there in the clear, is found on level 2; that it is missing or shorter, on level 1", async () => {
  const name = `shop/${third}/source.json`;
  const whole = bytesOf(name);
  archive.server.objects.set(name, Buffer.from(whole.toString().replace("source", "sourcf")));
  expect(await level2()).toEqual([`${name} is not what its manifest says: its SHA-256 differs`]);
  archive.server.objects.set(name, whole.subarray(1));
  expect(found(await level1())).toEqual([`${third}: ${name} has ${whole.length - 1} bytes instead of ${whole.length}`]);
  archive.server.objects.delete(name);
  expect(found(await level1())).toEqual([`${third}: ${name} is missing`]);
});

test("one flipped bit anywhere in a manifest or its signature is found", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(manifestName("shop", third), signatureName("shop", third)), fc.nat(), fc.integer({ min: 0, max: 7 }), async (name, where, bit) => {
      const whole = bytesOf(name);
      const flipped = Buffer.from(whole);
      const at = where % flipped.length;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      archive.server.objects.set(name, flipped);
      const isSameSignature = name.endsWith(".sig") && Buffer.from(flipped.toString(), "base64").equals(Buffer.from(whole.toString(), "base64"));
      try {
        expect(passed(await level1({ isReceiptless: true }))).toBe(isSameSignature);
      } finally {
        archive.server.objects.set(name, whole);
      }
    }),
    { numRuns: 50 },
  );
}, 60_000);

/** Each kind of damage, and what is said of it, with the receipts as they were written before. */
const damages: readonly { readonly name: string; readonly do: () => unknown; readonly finding: () => string }[] = [
  {
    name: "a truncated object",
    do: () => archive.server.objects.set(objectsOf(third)[0] ?? "", bytesOf(objectsOf(third)[0] ?? "").subarray(0, -7)),
    finding: () => `${third}: ${objectsOf(third)[0] ?? ""} has ${bytesOf(objectsOf(third)[0] ?? "").length} bytes instead of ${bytesOf(objectsOf(third)[0] ?? "").length + 7}`,
  },
  { name: "a missing object", do: () => archive.server.objects.delete(`shop/${third}/data/000001.age`), finding: () => `${third}: shop/${third}/data/000001.age is missing` },
  {
    name: "two objects swapped",
    do: () => {
      const [one = "", other = ""] = objectsOf(third);
      const [left, right] = [bytesOf(one), bytesOf(other)];
      archive.server.objects.set(one, right).set(other, left);
    },
    finding: () => `${third}: shop/${third}/data/000000.age has `,
  },
  {
    name: "an old manifest replayed under a new name",
    do: async () => {
      const fourth = "20261123T110000Z-3d4e5f";
      await archive.objects.create("exports", signatureName("shop", fourth), bytesOf(signatureName("shop", first)));
      await archive.objects.create("exports", manifestName("shop", fourth), bytesOf(manifestName("shop", first)));
    },
    finding: () => `20261123T110000Z-3d4e5f: its manifest is that of ${first}, put under another name`,
  },
  {
    name: "a row count changed in a manifest",
    do: () => archive.server.objects.set(manifestName("shop", third), Buffer.from(bytesOf(manifestName("shop", third)).toString().replace('"rows":265', '"rows":264'))),
    finding: () => `${third}: its signature is missing or not the exporter's`,
  },
  { name: "a removed backup", do: () => removeBackup(second), finding: () => `backup ${second} is gone: a receipt of ` },
  { name: "the newest backup removed", do: () => removeBackup(third), finding: () => `backup ${third} is gone: a receipt of ` },
  { name: "a manifest removed, its objects left", do: () => archive.server.objects.delete(manifestName("shop", first)), finding: () => `backup ${first} is gone: a receipt of ` },
  {
    name: "another backup under the same name",
    do: async () => {
      const manifest = archive.manifests[2];
      removeBackup(third);
      [manifestName("shop", third), signatureName("shop", third)].forEach((name) => archive.server.versions.delete(name));
      if (manifest !== undefined) await archive.put({ ...manifest, objects: [], createdAt: "2026-11-23T10:00:11.000Z" });
    },
    finding: () => `${third}: its manifest is not the one that a receipt of `,
  },
  {
    name: "an old backup put there again, to be the newest",
    do: async () => {
      const [manifest, signature] = [bytesOf(manifestName("shop", first)), bytesOf(signatureName("shop", first))];
      [manifestName("shop", first), signatureName("shop", first)].forEach((name) => [archive.server.objects, archive.server.versions].forEach((map) => map.delete(name)));
      await archive.objects.create("exports", signatureName("shop", first), signature);
      await archive.objects.create("exports", manifestName("shop", first), manifest);
    },
    finding: () => `${first}: it was stored at 2026-11-23T08:07:00.000Z when it was first seen; the store says `,
  },
  { name: "a stray manifest", do: () => archive.objects.create("exports", `shop/spare/${third}/manifest.json`, bytesOf(manifestName("shop", third))), finding: () => `shop/spare/${third}/manifest.json lies where no exporter puts a manifest` },
];

describe.each(damages)("$name", (damage) => {
  test("is found, once the warden has seen the archive whole", async () => {
    await warden(await level1());
    await damage.do();
    const all = found(await level1());
    expect(all.some((finding) => finding.startsWith(damage.finding()))).toBe(true);
  });
});

test("a backup removed from the middle shows by the manifests alone, before there is any receipt", async () => {
  removeBackup(second);
  expect(found(await level1({ isReceiptless: true }))).toEqual([`the backup that the exporter made before ${third} is gone, and no receipt knows of it`]);
});

test("a backup removed with every receipt of it shows by the pinned head", async () => {
  await warden(await level1());
  removeBackup(third);
  const all = [...archive.server.objects.keys()].filter((name) => name.startsWith("shop/receipts/"));
  for (const name of all.slice(-2)) archive.server.objects.delete(name);
  expect(found(await level1())).toEqual([`receipts: the newest receipt is ${all.length - 3}; this machine has seen receipt ${all.length - 1}`]);
});

test("a wrong signing key makes every backup a stranger's", async () => {
  expect(found(await level1({ signer: { path: "keys/other.pub", pem: keyPair().signer } }))).toEqual([third, second, first].map((id) => `${id}: its signature is missing or not the exporter's`));
});

test("what the rotation removed and recorded is not missed; what it removed and is there again is found", async () => {
  await warden(await level1());
  await receipts.append(keyOf("pruner"), () => ({ kind: "removed", backup: first, manifestSha256: sha256Of(bytesOf(manifestName("shop", first))), rule: "hourly" }));
  expect(found(await level1())).toEqual([]); // recorded, not yet gone
  const bytes = bytesOf(manifestName("shop", first));
  removeBackup(first);
  archive.server.versions.delete(manifestName("shop", first));
  expect(found(await level1())).toEqual([]);
  await archive.objects.create("exports", manifestName("shop", first), bytes);
  expect(found(await level1()).some((finding) => finding.includes("the rotation removed it at"))).toBe(true);
});

describe("receipts", () => {
  test("are written once for each backup, and again only when something changed or time has passed", async () => {
    expect(await warden(await level1())).toBe(6);
    expect(await warden(await level1())).toBe(0);
    archive.server.objects.delete(`shop/${first}/data/000001.age`);
    expect(await warden(await level1())).toBe(1);
    expect(await warden(await level1())).toBe(0);
    archive.server.clock.seconds += 1800;
    expect(await warden(await level1())).toBe(1);
    const kept = (await receipts.read()).kept.map(({ receipt: { about } }) => (about.kind === "verified" ? `${about.kind} ${about.backup} ${about.passed ? "passed" : about.findings.join()}` : `${about.kind} ${about.backup}`));
    expect(kept).toEqual([
      ...[first, second, third].flatMap((id) => [`seen ${id}`, `verified ${id} passed`]),
      `verified ${first} shop/${first}/data/000001.age is missing`,
      `verified ${third} passed`,
    ]);
  });

  test("are the same chain whoever writes at the same time", async () => {
    const result = await level1();
    await Promise.all([warden(result), warden(result), warden(result)]);
    const { kept, state } = await receipts.read();
    expect(state).toBe("whole");
    expect(kept).toHaveLength(6);
    expect(archive.server.objects.has(receiptName("shop", 6))).toBe(false);
  });
});

test("an archive that was broken before it was sealed is found by reading it whole", async () => {
  await archive.server.close();
  archive = await sealedArchive({ ids: [first], plain: { "toc.dat": "not a table of contents", "3001.dat.zst": "rows" } });
  expect(await level2(0)).toEqual(["the archive of database shop cannot be read to its end: pg_restore: error: did not find magic string in file header"]);
});

test("a key that opens nothing is told for each file, and what was tried is removed", async () => {
  const other = await sealedArchive({ ids: [first] });
  await other.server.close();
  archive = { ...archive, identityFile: other.identityFile };
  const all = await level2();
  expect(all).toHaveLength(4);
  expect(all[0]).toMatch(/cannot be decrypted: age: error: /);
  expect(await readdir(join(archive.directory, "work"))).toEqual([]);
});

test.each([["age", "age: error: write 3001.dat.zst: no space left on device"], ["pg_restore", "pg_restore: error: could not read from input file: Input/output error"]])("what %s says of this machine is no finding: a sound backup would be called damaged", async (tool, stderr, ports = archive.ports) => {
  archive = { ...archive, ports: { ...ports, shell: { run: async (command, ...more) => (command.file === tool ? { exitCode: 1, stdout: "", stderr } : ports.shell.run(command, ...more)) } } };
  await expect(level2()).rejects.toMatchObject({ code: "VERIFY_HINDERED", message: expect.stringContaining(stderr) as string });
});
test("a disk that cannot take the largest database is refused before anything is fetched", async () => {
  archive = { ...archive, ports: { ...archive.ports, disk: { ...archive.ports.disk, freeBytes: async () => 10 } } };
  await expect(level2()).rejects.toMatchObject({ code: "VERIFY_NO_SPACE" });
});
