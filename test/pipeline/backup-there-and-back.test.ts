import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import * as query from "../../scripts/core/catalogue-queries.ts";
import { parseManifest, sha256Of } from "../../scripts/core/manifest.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { isSignedBy } from "../../scripts/core/signature.ts";
import { exportBackup as exportWith } from "../../scripts/pipeline/export/export-backup.ts";
import type { ExportPlan } from "../../scripts/pipeline/export/plan.ts";
import { fetchFiles, fetchManifest } from "../../scripts/pipeline/restore/fetch-backup.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { ObjectStore, StoredObject } from "../../scripts/ports.ts";
import { backupName, keyPair } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { paperTools } from "../support/paper-tools.ts";
import { memoryFiles, sleepingClock } from "../support/step-world.ts";

const dump = { "toc.dat": "the table of contents", "3001.dat.zst": "rows ".repeat(500), "3002.dat.zst": "" };
const exporter = keyPair();
const recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

let directory = "";
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "backup-"))));
afterEach(() => rm(directory, { recursive: true }));

async function world({ source = paperSource(), tools = paperTools(dump), store = memoryStore(), recipients = recipient } = {}) {
  const files = memoryFiles();
  await files.write("operations.pub", `${recipients}\n`);
  const said: string[] = [];
  const operator = { say: (line: string) => void said.push(line), progress: () => undefined };
  const ports: HostPorts = { shell: tools.shell, objects: store.objects, operator, files, clock: sleepingClock(), disk, sql: source.sql };
  return { ports, store, source, tools, said };
}

const plan = (change: Partial<ExportPlan> = {}): ExportPlan => ({
  service: "shop",
  id: backupName,
  bucket: "exports",
  ...{ from: "live", sums: false, targetMajor: undefined },
  source: { host: "10.10.1.5", port: 5432, user: "master", password: new Secret("hunter2") },
  databases: ["shop"],
  recipientFiles: ["operations.pub"],
  signingKey: { path: "exporter.key", pem: exporter.signingKey },
  signer: { path: "exporter.pub", pem: exporter.signer },
  jobs: 2,
  spool: join(directory, "spool"),
  previous: "e".repeat(64),
  ...change,
});

const exportBackup = (ports: HostPorts, made: ExportPlan) => exportWith(ports, made, async () => "{}\n");

describe("an export", () => {
  test("leaves encrypted files, then a signature, then the manifest, and nothing in its spool", async () => {
    const { ports, store, tools, source } = await world();
    const { manifest } = await exportBackup(ports, plan());

    const names = store.names().map((name) => name.replace(`exports/shop/${backupName}/`, ""));
    expect(names.slice(-2)).toEqual(["manifest.sig", "manifest.json"]);
    expect(names.slice(0, -2).sort()).toEqual(["data/000000.age", "data/000001.age", "data/000002.age", "data/000003.age", "source.json"]);
    expect(manifest).toMatchObject({ snapshotAt: "2026-11-23T08:07:00.000Z", previous: "e".repeat(64), recipients: [recipient] });
    expect(manifest.databases[0]?.tables).toEqual([{ schema: "public", name: "orders", rows: 265 }]);
    expect(await readdir(directory)).toEqual([]);
    expect(source.open()).toBe(0);
    expect(tools.ran.flatMap(({ args }) => args).join(" ")).not.toContain("hunter2");
  });

  test("dumps and counts in one snapshot, whose time was read before it was taken", async () => {
    const { ports, source, tools } = await world();
    await exportBackup(ports, plan());
    expect(source.said.indexOf("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")).toBe(source.said.indexOf(query.snapshot) - 1);
    expect(query.snapshot).toContain("pg_catalog.now()");
    expect(tools.ran.find(({ args }) => args.includes("--format=directory"))?.args).toContain("--snapshot=00000003-0000001B-1");
  });

  test("is signed by the exporter, over the bytes that lie in the store", async () => {
    const { ports, store } = await world();
    const { manifestSha256 } = await exportBackup(ports, plan());
    const bytes = (await store.objects.read("exports", `shop/${backupName}/manifest.json`)) ?? new Uint8Array();
    const signature = (await store.objects.read("exports", `shop/${backupName}/manifest.sig`)) ?? new Uint8Array();
    expect(isSignedBy(bytes, Buffer.from(signature).toString(), exporter.signer, "signer")).toBe(true);
    expect(parseManifest(bytes, "m").id).toBe(backupName);
    expect(manifestSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  describe("with the right to create and no other", () => {
    /** A store that loses so many answers to each name that begins like this, and lets nobody look. */
    function losing(answers: number, which: (name: string) => boolean) {
      const store = memoryStore();
      const no = async (): Promise<never> => {
        throw new Error("the exporter may only create");
      };
      const seen = { lost: 0 };
      const lose = async (name: string, create: () => Promise<StoredObject | "exists">) => {
        const answer = await create();
        if (!which(name) || seen.lost >= answers) return answer;
        seen.lost += 1;
        return create(); // what the adapter does: it asks again, and hears that the name is taken
      };
      const objects: ObjectStore = {
        ...store.objects,
        list: no, read: no, look: no, folders: no, readToFile: no, replace: no,
        create: (bucket, name, body) => lose(name, () => store.objects.create(bucket, name, body)),
        createFromFile: (bucket, name, path) => lose(name, () => store.objects.createFromFile(bucket, name, path)),
      };
      return { ...store, objects, whole: store.objects };
    }

    test("a file whose answer is lost is sent again under another name, which alone the manifest knows", async () => {
      const store = losing(2, (name) => name.includes("000001"));
      const { ports } = await world({ store });
      const { manifest } = await exportBackup(ports, plan());
      expect(manifest.objects.map(({ name }) => name.split("/").at(-1))).toEqual(["000000.age", "000001-2.age", "000002.age", "000003.age"]);
      await fetchFiles({ ...ports, objects: store.whole }, manifest, { bucket: "exports", identityFile: "identity", directory: join(directory, "work"), jobs: 2 });
      for (const [name, text] of Object.entries(dump)) expect(await readFile(join(directory, "work", "0", name), "utf8")).toBe(text);
      expect(store.names()).toContain(`exports/shop/${backupName}/data/000001.age`);
    });

    test("a signature or a manifest whose answer is lost stands", async () => {
      const store = losing(2, (name) => name.includes("manifest"));
      const { ports } = await world({ store });
      const { manifestSha256 } = await exportBackup(ports, plan());
      expect(sha256Of((await store.whole.read("exports", `shop/${backupName}/manifest.json`)) ?? new Uint8Array())).toBe(manifestSha256);
    });

    test("a store that never answers makes no backup", async () => {
      const { ports, store } = await world({ store: losing(99, () => true) });
      await expect(exportBackup(ports, plan())).rejects.toMatchObject({ code: "UPLOAD_UNCONFIRMED" });
      expect(store.names().filter((name) => name.endsWith("manifest.json"))).toEqual([]);
    });
  });

  test.each(["pg_dump", "age"])("that fails in %s leaves no manifest and an empty spool", async (tool) => {
    const tools = paperTools(dump, { [tool]: { exitCode: 1, stdout: "", stderr: "no space left on device" } });
    const { ports, store } = await world({ tools });
    await expect(exportBackup(ports, plan())).rejects.toMatchObject({ code: "COMMAND_FAILED", message: expect.stringContaining("no space left on device") as string });
    expect(store.names().filter((name) => name.includes("manifest"))).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });

  test("that this kit could not read again is not published", async () => {
    const { ports, store } = await world();
    await expect(exportBackup(ports, plan({ previous: "" }))).rejects.toMatchObject({ code: "MANIFEST_UNREADABLE" });
    expect(store.names().filter((name) => name.includes("manifest"))).toEqual([]);
  });

  test("asks a server with a certificate to prove itself, in every session and in the dump", async () => {
    const { ports, source, tools } = await world();
    await exportBackup(ports, plan({ source: { ...plan().source, cacert: "/project/keys/rds.pem" } }));
    const dumps = tools.ran.filter(({ args }) => args.includes("--format=directory"));
    for (const { env } of [...source.clients, ...dumps]) expect(env).toMatchObject({ PGSSLMODE: "verify-full", PGSSLROOTCERT: "/project/keys/rds.pem" });
    expect([source.clients.length, dumps.length]).toEqual([1, 1]);
  });

  test("is not begun with a pg_dump that does not say what it is", async () => {
    const { ports } = await world();
    const mute: HostPorts = { ...ports, shell: { run: async (command) => (command.args.includes("--version") ? { exitCode: 0, stdout: "?", stderr: "" } : ports.shell.run(command)) } };
    await expect(exportBackup(mute, plan())).rejects.toThrow("pg_dump --version says '?', which names no version");
  });

  test("says everything that stands in its way at once, before it writes anything", async () => {
    const source = paperSource({ [query.server]: [{ version: "18.1", databaseBytes: "9e30", mayIdentify: false }] });
    const { ports, store } = await world({ source, recipients: "AGE-SECRET-KEY-1" });
    const outcome = exportBackup(ports, plan({ signer: { path: "other.pub", pem: keyPair().signer } }));
    await expect(outcome).rejects.toMatchObject({ code: "EXPORT_NOT_READY" });
    const message = await outcome.catch((error: unknown) => String(error));
    for (const part of ["holds a private key", "pg_dump is 17.11, the server 18.1", "MB free", "exporter.key is not the private key to other.pub"]) expect(message).toContain(part);
    expect(store.names()).toEqual([]);
  });
});

describe("fetching it back", () => {
  const identityFile = "identity";
  async function exported() {
    const made = await world();
    const { manifest, manifestSha256 } = await exportBackup(made.ports, plan());
    const job = {
      run: "r1",
      attempt: 1,
      service: "shop",
      backup: { id: manifest.id, manifestName: `shop/${backupName}/manifest.json`, manifestSha256 },
      bucket: "exports",
      endpoint: null,
      project: "shop",
      signer: exporter.signer,
      database: { name: "shop", owner: "shop" },
      limitSeconds: 60,
    };
    const fetch = { bucket: "exports", identityFile, directory: join(directory, "work"), jobs: 2 };
    return { ...made, manifest, job, fetch };
  }

  test("gives every file as it was dumped", async () => {
    const { ports, manifest, job, fetch } = await exported();
    expect(await fetchManifest(ports, job)).toEqual(manifest);
    await fetchFiles(ports, manifest, fetch);
    for (const [name, text] of Object.entries(dump)) expect(await readFile(join(directory, "work", "0", name), "utf8")).toBe(text);
    expect((await readdir(join(directory, "work", "0"))).sort()).toEqual([...Object.keys(dump), "failover-catalogue.json"].sort());
  });

  const flip = (body: Buffer) => body.map((byte, at) => (at === body.length - 1 ? byte ^ 1 : byte));
  test.each<[string, string, (body: Buffer) => Uint8Array]>([
    ["one flipped bit in a file", "data/000001.age", flip],
    ["a file cut off", "data/000001.age", (body) => body.subarray(0, -1)],
    ["a file with something added", "data/000002.age", (body) => Buffer.concat([body, Buffer.from(" ")])],
  ])("%s is refused, though the store notices nothing", async (_, name, change) => {
    const { ports, manifest, store, fetch } = await exported();
    store.tamper("exports", `shop/${backupName}/${name}`, change, { noticed: false });
    await expect(fetchFiles(ports, manifest, fetch)).rejects.toMatchObject({ code: "BACKUP_DAMAGED", message: expect.stringContaining(name) as string });
  });

  test("two files exchanged for one another are refused", async () => {
    const { ports, manifest, store, fetch } = await exported();
    const [one, two] = ["000000", "000001"].map((n) => `shop/${backupName}/data/${n}.age`) as [string, string];
    const bodies = await Promise.all([one, two].map((name) => store.objects.read("exports", name)));
    store.tamper("exports", one, () => bodies[1] ?? Buffer.alloc(0), { noticed: true });
    store.tamper("exports", two, () => bodies[0] ?? Buffer.alloc(0), { noticed: true });
    await expect(fetchFiles(ports, manifest, fetch)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
  });

  test("a key that decrypts to something else is refused", async () => {
    const { ports, manifest, fetch } = await exported();
    const [first, ...others] = manifest.objects;
    if (first === undefined) throw new Error("no objects");
    const doctored = { ...manifest, objects: [{ ...first, plainSha256: "0".repeat(64) }, ...others] };
    await expect(fetchFiles(ports, doctored, fetch)).rejects.toThrow("decrypts to something else than its manifest says");
  });

  test.each<[string, string, (body: Buffer) => Uint8Array, string]>([
    ["a manifest exchanged since it was chosen", "manifest.json", flip, "is not the manifest that this run chose"],
    ["a signature exchanged", "manifest.sig", () => Buffer.from("AAAA"), "does not carry the exporter's signature"],
  ])("%s is refused", async (_, name, change, reason) => {
    const { ports, job, store } = await exported();
    store.tamper("exports", `shop/${backupName}/${name}`, change, { noticed: true });
    await expect(fetchManifest(ports, job)).rejects.toThrow(reason);
  });

  test.each([
    ["manifest.json", "is no longer there"],
    ["manifest.sig", "does not carry the exporter's signature"],
  ])("a backup without its %s is refused", async (name, reason) => {
    const { ports, job, store } = await exported();
    store.remove("exports", `shop/${backupName}/${name}`);
    await expect(fetchManifest(ports, job)).rejects.toThrow(reason);
  });
});
