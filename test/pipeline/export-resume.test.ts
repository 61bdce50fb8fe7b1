import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { disk } from "../../scripts/adapters/disk.ts";
import { files } from "../../scripts/adapters/files.ts";
import { manifestName } from "../../scripts/core/backup-names.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { exportBackup, finishExport } from "../../scripts/pipeline/export/export-backup.ts";
import type { ExportPlan } from "../../scripts/pipeline/export/plan.ts";
import { clearSpools } from "../../scripts/pipeline/export/spool.ts";
import { fetchFiles } from "../../scripts/pipeline/restore/fetch-backup.ts";
import type { HostPorts } from "../../scripts/host-ports.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { keyPair } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { paperSource } from "../support/paper-source.ts";
import { paperTools } from "../support/paper-tools.ts";
import { sleepingClock } from "../support/step-world.ts";

const dump = { "toc.dat": "the table of contents", "3001.dat.zst": "rows ".repeat(500), "3002.dat.zst": "more rows" };
const exporter = keyPair();
const FIRST = "20261123T080700Z-000001";
const SECOND = "20261123T080800Z-000002";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "resume-"));
  await files.write(join(directory, "operations.pub"), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n");
});
afterEach(() => rm(directory, { recursive: true }));

const planFor = (id: string, change: Partial<ExportPlan> = {}): ExportPlan => ({
  ...{ service: "shop", bucket: "exports", from: "live", databases: ["shop"], jobs: 2, sums: false, targetMajor: undefined, previous: null },
  id,
  source: { host: "10.10.1.5", port: 5432, user: "master", password: new Secret("hunter2hunter2") },
  recipientFiles: [join(directory, "operations.pub")],
  signingKey: { path: "exporter.key", pem: exporter.signingKey },
  signer: { path: "exporter.pub", pem: exporter.signer },
  spool: join(directory, "spool", id),
  chain: join(directory, "last-manifest"),
  ...change,
});

type Tools = ReturnType<typeof paperTools>;
const until = (signal: AbortSignal | undefined) => new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
const clock = { ...sleepingClock(), now: () => new Date("2026-11-23T08:09:00Z"), sleep: (_: number, signal?: AbortSignal) => until(signal) };

function portsOf(store: ObjectStore, tools: Tools): HostPorts {
  return { shell: tools.shell, objects: store, operator: { say: () => undefined, progress: () => undefined }, files, clock, disk, sql: paperSource().sql };
}

/** From this call to the outside on nothing happens any more, as for a process that was killed; `lost` lets the last one still happen. */
function killedAt(ports: HostPorts, call: number, { lost }: { readonly lost: boolean }) {
  const calls = { made: 0 };
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          calls.made += 1;
          if (calls.made > call || (calls.made === call && !lost)) throw new Error("killed");
          const result: unknown = await (value as (...given: unknown[]) => unknown).apply(target, args);
          if (calls.made >= call) throw new Error("killed");
          return result;
        };
      },
    });
  return { calls, ports: { ...ports, shell: dying(ports.shell), objects: dying(ports.objects), disk: dying(ports.disk), files: dying(ports.files) } };
}

/** What the command does: finish what was left, or else make a new one. */
async function next(ports: HostPorts, plan: ExportPlan) {
  const left = (await files.list(join(directory, "spool"))).map((entry) => entry.replace("/", ""));
  const unfinished = await clearSpools(ports, plan, left.map((id) => ({ id, spool: join(directory, "spool", id) })));
  return unfinished === undefined ? exportBackup(ports, plan, async () => "{}\n") : finishExport(ports, unfinished);
}

const dumpsOf = (tools: Tools) => tools.ran.filter(({ args }) => args.includes("--format=directory")).length;

describe("an export that is killed", () => {
  test.each([false, true])("at any of its calls is followed by a whole backup; what is proven is not done again (the call's effect stays: %s)", async (lost) => {
    const { calls } = killedAt(portsOf(memoryStore().objects, paperTools(dump)), Infinity, { lost });
    const counted = killedAt(portsOf(memoryStore().objects, paperTools(dump)), Infinity, { lost });
    await exportBackup(counted.ports, planFor(FIRST), async () => "{}\n");
    expect(calls.made).toBe(0);
    const endings = { resumed: 0, anew: 0 };
    for (let call = 1; call <= counted.calls.made; call += 1) {
      await Promise.all(["spool", "last-manifest"].map((name) => rm(join(directory, name), { recursive: true, force: true })));
      const store = memoryStore();
      const before = paperTools(dump);
      await exportBackup(killedAt(portsOf(store.objects, before), call, { lost }).ports, planFor(FIRST), async () => "{}\n").catch(() => undefined);
      const log = await readFile(join(directory, "spool", FIRST, "export.jsonl"), "utf8").catch(() => "");
      const confirmed = [...log.matchAll(/"type":"confirmed".*?"name":"([^"]+)"/g)].map(([, name]) => name);

      const after = paperTools(dump);
      const sent: string[] = [];
      const objects: ObjectStore = { ...store.objects, createFromFile: async (bucket, name, path) => (sent.push(name), store.objects.createFromFile(bucket, name, path)) };
      const previous = (await files.read(join(directory, "last-manifest")))?.trim() ?? null;
      const { manifest, manifestSha256 } = await next(portsOf(objects, after), planFor(SECOND, { previous }));

      const isResumed = log.includes('"type":"dumped"');
      endings[isResumed ? "resumed" : "anew"] += 1;
      expect([call, manifest.id, dumpsOf(after)]).toEqual([call, isResumed ? FIRST : SECOND, isResumed ? 0 : 1]);
      const first = await store.objects.read("exports", manifestName("shop", FIRST));
      if (manifest.id === SECOND) expect([call, manifest.previous]).toEqual([call, first === undefined ? null : sha256Of(first)]);
      expect(await files.read(join(directory, "last-manifest"))).toBe(`${manifestSha256}\n`);
      if (isResumed) expect(sent.filter((name) => confirmed.includes(name))).toEqual([]);
      await fetchFiles(portsOf(store.objects, paperTools({})), manifest, { bucket: "exports", identityFile: "identity", directory: join(directory, "work"), jobs: 2 });
      for (const [name, text] of Object.entries(dump)) expect(await readFile(join(directory, "work/0", name), "utf8")).toBe(text);
      await rm(join(directory, "work"), { recursive: true });
      expect(await readdir(join(directory, "spool"))).toEqual([]);
    }
    expect(endings.resumed).toBeGreaterThan(5);
    expect(endings.anew).toBeGreaterThan(5);
  });

  test("is not finished for whoever wants another one: other recipients, another bucket, another server", async () => {
    for (const change of [{ bucket: "others" }, { recipientFiles: [join(directory, "operations.pub"), join(directory, "operations.pub")] }, { source: { ...planFor(FIRST).source, host: "10.10.1.6" } }]) {
      const silent: ObjectStore = { ...memoryStore().objects, createFromFile: async () => { throw new FailoverError("STORE_SILENT", { endpoint: "store", tried: 5, reason: "refused" }); } };
      await expect(exportBackup(portsOf(silent, paperTools(dump)), planFor(FIRST), async () => "{}\n")).rejects.toMatchObject({ code: "STORE_SILENT" });
      expect((await next(portsOf(memoryStore().objects, paperTools(dump)), planFor(SECOND, change))).manifest.id).toBe(SECOND);
    }
  });

  test("is finished by the next one when a person stopped the kit after the dump", async () => {
    const stopped = async (): Promise<never> => { throw new FailoverError("COMMAND_STOPPED", { waitedFor: "the object store" }); };
    const store = memoryStore();
    await expect(exportBackup(portsOf({ ...store.objects, create: stopped }, paperTools(dump)), planFor(FIRST), async () => "{}\n")).rejects.toMatchObject({ code: "COMMAND_STOPPED" });
    expect((await next(portsOf(store.objects, paperTools(dump)), planFor(SECOND))).manifest.id).toBe(FIRST);
  });
});

test("a store that was silent during the dump is asked once more at its end", async () => {
  const store = memoryStore();
  let silent = 2;
  const objects: ObjectStore = {
    ...store.objects,
    createFromFile: async (bucket, name, path) => {
      silent -= 1;
      if (silent >= 0) throw new FailoverError("STORE_SILENT", { endpoint: "store", tried: 5, reason: "refused" });
      return store.objects.createFromFile(bucket, name, path);
    },
  };
  const { manifest } = await exportBackup(portsOf(objects, paperTools(dump)), planFor(FIRST), async () => "{}\n");
  expect(manifest.objects.map(({ path }) => path).sort()).toEqual([...Object.keys(dump), "failover-catalogue.json"].sort());
});
