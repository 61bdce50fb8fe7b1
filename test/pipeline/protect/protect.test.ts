import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { disk } from "../../../scripts/adapters/disk.ts";
import { s3Patient, s3Store } from "../../../scripts/adapters/s3-store.ts";
import { protectPaths, protectStatusSchema, type ProtectJob } from "../../../scripts/core/protect-job.ts";
import { Secret } from "../../../scripts/core/secret.ts";
import { protectAgain } from "../../../scripts/pipeline/protect/protect.ts";
import type { HostPorts } from "../../../scripts/host-ports.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { keyPair } from "../../support/backups.ts";
import { paperSource } from "../../support/paper-source.ts";
import { paperTools } from "../../support/paper-tools.ts";
import { s3Server } from "../../support/s3-server.ts";
import { memoryFiles, sleepingClock } from "../../support/step-world.ts";

const recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const mirror = keyPair();
const job: ProtectJob = {
  ...{ run: "r20261123-081500-ab12", attempt: 1, service: "shop", databases: ["shop"], recipients: [recipient], signer: mirror.signer, jobs: 2, limitSeconds: 900 },
  store: { endpoint: "http://127.0.0.1:9", region: "eu", bucket: "second" },
};
const keys = { identity: "AGE-SECRET-KEY-1", signingKey: mirror.signingKey.reveal(), accessKeyId: "the-id-of-the-key", secretAccessKey: "the-secret-of-the-key" };

let directory = "";
let server: Awaited<ReturnType<typeof s3Server>>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "protect-"));
  server = await s3Server();
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

async function protect(change: (objects: ObjectStore) => ObjectStore = (objects) => objects, tools = paperTools({ "toc.dat": "contents", "3001.dat.zst": "rows ".repeat(50) })) {
  const source = paperSource();
  const files = memoryFiles();
  const objects = change(s3Store({ endpoint: server.origin, region: "eu", accessKeyId: new Secret(keys.accessKeyId), secretAccessKey: new Secret(keys.secretAccessKey) }, { ...s3Patient, attempts: 1 }));
  const removed: string[] = [];
  const ports: HostPorts = {
    ...{ shell: tools.shell, objects, files, clock: sleepingClock(), sql: source.sql, operator: { say: () => undefined, progress: () => undefined } },
    disk: { ...disk, remove: async (path) => void (removed.push(path), await disk.remove(path)) },
  };
  const end = protectAgain(ports, { job, keys, directory: join(directory, "work"), password: new Secret("a-password-for-an-hour"), randomHex: () => "0a1b2c" });
  const status = async () => protectStatusSchema.parse(JSON.parse(files.written.get(protectPaths(job.run).status) ?? ""));
  return { end, status, source, tools, removed };
}

test("the first export lies in the second store, was read back whole, and left nothing on the host", async () => {
  const { end, source, tools, removed, status } = await protect();
  expect(await end).toMatchObject({ state: "done", phase: "reading it back", backup: { objects: 3, snapshotAt: "2026-11-23T08:07:00.000Z" } });
  expect((await status()).state).toBe("done");
  expect([...server.objects.keys()].map((name) => name.split("/").slice(2).join("/")).sort()).toEqual(["data/000000.age", "data/000001.age", "data/000002.age", "manifest.json", "manifest.sig", "source.json"]);
  expect(tools.ran.some(({ file, args }) => file === "pg_restore" && args.includes("--file=/dev/null"))).toBe(true);
  expect(await readdir(directory)).toEqual([]);
  expect(removed).toContain(protectPaths(job.run).identity);
  expect(source.open()).toBe(0);
});

test("it reads as a role made for it, which is gone at the end, also when the export fails", async () => {
  const { end, source } = await protect(undefined, paperTools({}, { pg_dump: { exitCode: 1, stdout: "", stderr: "disk full" } }));
  await expect(end).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  const about = source.said.filter((text) => text.includes("failover_export"));
  expect(about.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual(["DROP ROLE", "CREATE ROLE", "DROP ROLE"]);
  expect(source.said.indexOf("SET log_statement = 'none'")).toBeLessThan(source.said.findIndex((text) => text.startsWith("CREATE ROLE")));
});

test("a byte that changed in the second store is found before anybody is called protected", async () => {
  const { end, status } = await protect((objects) => ({
    ...objects,
    readToFile: async (bucket, name, path) => {
      const body = server.objects.get(name) ?? Buffer.alloc(0);
      server.objects.set(name, Buffer.from(body.map((byte, place) => (place === 9 ? byte ^ 1 : byte))));
      return objects.readToFile(bucket, name, path);
    },
  }));
  await expect(end).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
  expect(await status()).toMatchObject({ state: "failed", backup: null, failure: { code: "BACKUP_DAMAGED" } });
});
