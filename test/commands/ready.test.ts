import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { beforeEach, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import type { Command } from "../../scripts/core/commands/command.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import type { Readiness } from "../../scripts/core/readiness.ts";
import type { World } from "../../scripts/world.ts";
import { dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { chainOf, signers } from "../support/receipt-chains.ts";
import { variables } from "../support/settings.ts";
import { MemoryJournal, silentPorts } from "../support/world.ts";

const exporter = keyPair();
/** As Pulumi wrote it, for the passphrase "correct horse". */
const SALT = "v1:1bjGiqgY2w8=:v1:GLX6u0Pdj+6SDIg1:h8G0LE4oht+nFirHUIrxurHAk30kyg==";
const NOW = new Date("2026-11-23T08:30:00Z");

let directory = "";
let store = memoryStore();

/** Puts the stacks' passphrase in its place, for the tests that are about it: to try it on three stacks costs a second of processor time. */
const passphraseAtHand = (text = "correct horse"): Promise<void> => writeFile(join(directory, "keys/passphrase"), `${text}\n`);

/** A company with everything else in place, and a backup that its own key opens. */
beforeEach(async () => {
  directory = await projectDirectory();
  store = memoryStore();
  await mkdir(join(directory, "keys"));
  const identity = await generateIdentity();
  await writeFile(join(directory, "keys/operations.key"), `${identity}\n`);
  await writeFile(join(directory, "keys/exporter.pub"), exporter.signer);
  for (const stack of ["standby", "gcp", "dns"]) await writeFile(join(directory, `Pulumi.${stack}.yaml`), `encryptionsalt: ${SALT}\n`);
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  await backedUp(await encrypter.encrypt("rows"));
});

async function backedUp(sealed: Uint8Array): Promise<void> {
  await store.objects.create("shop-exports", dataObject.name, sealed);
  const [object] = manifestOf().objects;
  if (object === undefined) throw new Error("the manifest of these tests has an object");
  const { bytes, signature } = signed(manifestOf({ objects: [{ ...object, bytes: sealed.length, sha256: sha256Of(sealed), crc32c: crc32cOf(sealed) }] }), exporter);
  const folder = dataObject.name.split("/").slice(0, 2).join("/");
  await store.objects.create("shop-exports", `${folder}/manifest.sig`, signature);
  await store.objects.create("shop-exports", `${folder}/manifest.json`, bytes);
}

const listingOf = () => ({
  async *pages(bucket: string, after = "") {
    const names = store.names().flatMap((name) => (name.startsWith(`${bucket}/`) ? [name.slice(bucket.length + 1)] : []));
    yield names.filter((name) => name > after).toSorted().map((name) => ({ name, bytes: 1, md5: undefined, writtenAt: NOW.toISOString() }));
  },
  sha256: async () => undefined,
});

const env = { ...variables, FAILOVER_OPERATIONS_IDENTITY: "keys/operations.key", PULUMI_CONFIG_PASSPHRASE_FILE: "keys/passphrase" };

async function asked({ names = ["shop.example.com"], ...more }: { readonly env?: World["env"]; readonly names?: readonly string[]; readonly toolsRun?: boolean; readonly files?: readonly string[]; readonly git?: string; readonly paces?: unknown[]; readonly open?: readonly string[]; readonly listing?: ReturnType<typeof listingOf>; readonly encryption?: string } = {}) {
  const ran = { exitCode: more.toolsRun === false ? 127 : 0, stdout: (more.files ?? []).join("\0"), stderr: "" };
  const clock = { now: () => NOW, sleep: () => new Promise<void>(() => undefined), elapsed: () => 0 };
  const commands: Command[] = [];
  const shell = { run: async (command: Command) => (commands.push(command), command.file === "find" ? { ...ran, stdout: (more.open ?? []).join("\0") } : command.file === "git" && more.git !== undefined ? { ...ran, exitCode: 128, stderr: more.git } : ran) };
  const operator = { say: () => undefined, progress: () => undefined };
  const world: Partial<World> = {
    env: more.env ?? env,
    clock,
    shell,
    hostPorts: async (_, pace) => (more.paces?.push(pace), { shell, objects: store.objects, operator, files, clock, disk, sql: paperSource().sql }),
    outside: async (_, __, pace) => (more.paces?.push(pace),
      silentPorts({ journal: new MemoryJournal(), listing: more.listing ?? listingOf(), dns: { records: async () => names.map((name) => ({ id: name, name, type: "A", content: "192.0.2.1", proxied: true, ttl: 1 })), originEncryption: async () => ({ mode: more.encryption ?? "flexible" }), replace: async () => undefined } })),
  };
  const { code, out } = await kit(directory, [], world)("ready", "--json");
  const { findings, ...sum } = JSON.parse(out) as Readiness;
  return { code, commands, ...sum, lights: Object.fromEntries(findings.map(({ check, light }) => [check, light])), findings };
}

test("a company with everything in place learns what it would lose, and that nobody has measured how long it takes", async () => {
  await passphraseAtHand();
  expect(await asked()).toMatchObject({
    code: 5,
    schema: "failover-kit/ready/1",
    lights: {
      loss: "green", "recovery-time": "unknown", "operations-key": "green", passphrase: "green", "key-homes": "amber", "mirror-image": "green", names: "green", edge: "amber", tools: "green",
      verified: "unknown", chain: "amber", "stray-keys": "green", roles: "green", objects: "green", cache: "green", search: "green", "source-facts": "amber", protection: "amber",
    },
  });
});

test.each([
  ["another operations key", async () => writeFile(join(directory, "keys/operations.key"), `${await generateIdentity()}\n`), "operations-key", "red"],
  ["another passphrase", () => passphraseAtHand("wrong horse"), "passphrase", "red"],
  ["a stack's file without a salt", async () => (await passphraseAtHand(), writeFile(join(directory, "Pulumi.gcp.yaml"), "config: {}\n")), "passphrase", "unknown"],
  ["a mirror made from Debian's own image", async () => writeFile(join(directory, "Pulumi.gcp.yaml"), "config: { failover-kit:image: projects/debian-cloud/global/images/family/debian-13 }\n"), "mirror-image", "red"],
  ["a damaged object", async () => store.tamper("shop-exports", dataObject.name, (body) => Buffer.concat([body.subarray(0, -1), Buffer.from([255 - (body.at(-1) ?? 0)])]), { noticed: false }), "operations-key", "red"],
  ["a private key beside the archive", async () => void (await store.objects.create("shop-exports", "shop/operations.age", Buffer.from("?"))), "stray-keys", "red"],
  ["a backup object that looks like one, deeper", async () => void (await store.objects.create("shop-exports", "shop/x/data/0.age", Buffer.from("?"))), "stray-keys", "green"],
  ["no backup", async () => store.names().forEach((name) => store.remove("shop-exports", name.slice("shop-exports/".length))), "loss", "red"],
])("with %s, %s is told", async (_, spoil, check, light) => {
  await spoil();
  expect((await asked()).lights[check]).toBe(light);
});

test("a key or a passphrase that is not at hand is no proof of anything", async () => {
  const { lights } = await asked({ env: { ...env, FAILOVER_OPERATIONS_IDENTITY: "", PULUMI_CONFIG_PASSPHRASE_FILE: "", CLOUDFLARE_API_TOKEN: "" } });
  expect(lights).toMatchObject({ "operations-key": "unknown", passphrase: "unknown", names: "unknown" });
});

test("a public key that is missing is told by one row, to which the others refer", async () => {
  await rm(join(directory, "keys/exporter.pub"));
  const { findings } = await asked();
  const says = findings.map((finding) => finding.says);
  expect(says.filter((text) => text.includes("exporter.pub is not there"))).toHaveLength(1);
  expect(says.filter((text) => text.startsWith("could not be looked at, for the same reason as")).length).toBeGreaterThan(1);
});

test("a name that is not in the zone, and tools that do not run, are red", async () => {
  const { lights, findings } = await asked({ names: [], toolsRun: false });
  expect(lights).toMatchObject({ names: "red", tools: "red" });
  expect(findings.every(({ light, next }) => (light === "green") === (next === null))).toBe(true);
});

test("a name whose cutover would be refused for a second address record is red, and case makes no name missing", async () => {
  const { findings } = await asked({ names: ["shop.example.com", "Shop.example.com"] });
  expect(findings.find(({ check }) => check === "names")).toMatchObject({ light: "red", says: "a cutover would refuse to move the names: shop.example.com has 2 address records; all but one would still lead elsewhere" });
  expect((await asked({ names: ["SHOP.example.com"] })).lights).toMatchObject({ names: "green" });
});

test("Cloudflare and a mirror that would not understand each other are red before the day; without the token, 'names' alone says so", async () => {
  expect((await asked({ encryption: "strict" })).lights).toMatchObject({ names: "green", edge: "red" });
  await appendFile(join(directory, "Pulumi.gcp.yaml"), "config: { failover-kit:certificate: projects/p/global/sslCertificates/shop }\n");
  expect((await asked({ encryption: "strict" })).lights).toMatchObject({ edge: "green" });
  expect((await asked({ encryption: "flexible" })).lights).toMatchObject({ edge: "red" });
  expect((await asked({ env: { ...env, CLOUDFLARE_API_TOKEN: "" } })).lights).not.toHaveProperty("edge");
});

const receipted = async (count: number) => {
  await appendFile(join(directory, "failover.yaml"), "warden: { signingKey: $FAILOVER_WARDEN_SIGNING_KEY_FILE, signer: keys/warden.pub }\n");
  await writeFile(join(directory, "keys/warden.pub"), signers.warden?.pem ?? "");
  for (const { name, bytes } of chainOf(count)) await store.objects.create("shop-journal", name, bytes);
};

test("receipts are read once, however many checks ask; what they saw and is gone is red", async () => {
  await receipted(3);
  const { objects } = store;
  const wasRead: string[] = [];
  store = { ...store, objects: { ...objects, read: async (bucket, name) => (wasRead.push(`${bucket}/${name}`), objects.read(bucket, name)) } };
  const { lights, findings } = await asked();
  expect(wasRead.filter((name) => name.startsWith("shop-journal/")).toSorted()).toEqual(chainOf(3).map(({ name }) => `shop-journal/${name}`));
  expect(lights).toMatchObject({ chain: "red", "verified-1": "red", "verified-2": "red", "verified-3": "red", loss: "green" });
  expect(findings.find(({ check }) => check === "chain")?.says).toContain("is gone");
});

test("a machine whose clock is days behind does not take an old backup for a young one: the store says what time it is", async () => {
  await receipted(3);
  const { objects } = store;
  store = { ...store, objects: { ...objects, look: async (bucket, name) => ({ ...((await objects.look(bucket, name)) ?? { body: new Uint8Array(), generation: "1" }), ageSeconds: 3 * 24 * 3600 }) } };
  expect((await asked()).findings.find(({ check }) => check === "loss")).toMatchObject({ light: "red", says: expect.stringMatching(/[23]\.?\d? days by now/) as string });
});

test("a receipt that was taken away is red, and no reason to see no backup", async () => {
  await receipted(3);
  store.remove("shop-journal", chainOf(3)[1]?.name ?? "");
  expect((await asked()).lights).toMatchObject({ chain: "red", loss: "green" });
});

test("a private key that git would take in is told, one that it ignores is not", async () => {
  await writeFile(join(directory, "keys/exporter-signing.pem"), exporter.signingKey.reveal());
  expect((await asked({ files: ["keys/exporter-signing.pem", "keys/exporter.pub"] })).lights["stray-keys"]).toBe("amber");
  expect((await asked({ files: ["keys/exporter.pub"] })).lights["stray-keys"]).toBe("green");
});

test.each([
  ["no repository of git's", "fatal: not a git repository (or any of the parent directories): .git\n", ["green"]],
  ["a repository that git will not look into", "fatal: detected dubious ownership in repository at '/company'\nTo add an exception:\n", ["unknown"]],
])("where the project is %s, nobody commits or nobody can tell", async (_, git, lights) => {
  const { findings } = await asked({ git });
  const rows = findings.filter(({ check }) => check === "stray-keys");
  expect(rows.map(({ light }) => light)).toEqual(lights);
  expect(rows.every(({ light, says }) => light === "green" || /could not be told: 'git ls-files' exited 128: fatal: detected dubious ownership/.test(says))).toBe(true);
});

test("what is found beside the archive is told although git could not say anything", async () => {
  await store.objects.create("shop-exports", "shop/operations.age", Buffer.from("?"));
  const { findings } = await asked({ git: "fatal: unsafe repository\n" });
  expect(findings.flatMap(({ check, light }) => (check === "stray-keys" ? [light] : [])).toSorted()).toEqual(["red", "unknown"]);
});

test("a store is waited for as by a person, whoever started the command: rows have a time, and the kit ends with them", async () => {
  const paces: unknown[] = [];
  await asked({ paces });
  expect(new Set(paces)).toEqual(new Set(["attended"]));
});

test("a private file that everybody on this machine may read is told, with the command that closes it", async () => {
  const path = join(directory, "keys/operations.key");
  const { findings, commands } = await asked({ open: [path] });
  expect(findings.find(({ check }) => check === "stray-keys")).toMatchObject({ light: "amber", says: `every user of this machine may read ${path}`, next: `chmod o= ${path}` });
  expect(commands.find(({ file }) => file === "find")?.args).toEqual(expect.arrayContaining([path, join(directory, "keys/passphrase"), "-004"]));
});

test("a private file that is open to others is told also where the store gives no answer", async () => {
  const silent = { ...listingOf(), pages: () => {
    throw new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "nothing listens there" });
  } };
  const { findings } = await asked({ open: ["/keys/open.key"], listing: silent });
  expect(findings.flatMap(({ check, light }) => (check === "stray-keys" ? [light] : [])).toSorted()).toEqual(["amber", "unknown"]);
});

test("a proxy that this machine has and the kit does not use is told", async () => {
  const { findings } = await asked({ env: { ...env, HTTPS_PROXY: "http://proxy:3128" } });
  expect(findings.find(({ check }) => check === "proxy")).toMatchObject({ light: "amber", says: expect.stringContaining("api.cloudflare.com") as string });
  expect((await asked()).lights).not.toHaveProperty("proxy");
});

test("whether Pulumi runs is asked of nobody else", async () => {
  const { commands } = await asked();
  expect(commands.find(({ file }) => file === "pulumi")?.env).toEqual({ PULUMI_SKIP_UPDATE_CHECK: "true" });
});
