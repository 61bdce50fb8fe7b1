import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { files } from "../../scripts/adapters/files.ts";
import { Exit } from "../../scripts/core/exit.ts";
import type { LossByPoint } from "../../scripts/core/loss-by-point.ts";
import { sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import { receiptName, sealReceipt, type About } from "../../scripts/core/receipts.ts";
import type { Clock, ObjectStore } from "../../scripts/ports.ts";
import { dataObject, keyPair, manifestOf, signed } from "../support/backups.ts";
import { kit, projectDirectory } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { keyOf, signers } from "../support/receipt-chains.ts";
import { MemoryJournal, silentPorts } from "../support/world.ts";

const exporter = keyPair();
const NOW = new Date("2026-11-23T12:00:00Z");
const clock: Clock = { now: () => NOW, elapsed: () => 0, sleep: (_, signal) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Error("enough")))) };
const hour = (of: number) => new Date(Date.UTC(2026, 10, 23, of)).toISOString();
const idOf = (of: number) => `20261123T${String(of).padStart(2, "0")}0000Z-000001`;
const exportAt = (of: number): Manifest => manifestOf({ id: idOf(of), createdAt: hour(of), snapshotAt: hour(of) });

let directory = "";
let store = memoryStore();
beforeEach(async () => {
  directory = await projectDirectory();
  store = memoryStore();
  await mkdir(join(directory, "keys"));
  await writeFile(join(directory, "keys/exporter.pub"), exporter.signer);
  for (const signer of [signers.warden, signers.verifier]) await writeFile(join(directory, signer?.path ?? ""), signer?.pem ?? "");
  await appendFile(join(directory, "failover.yaml"), "warden: { signer: keys/warden.pub, signingKey: $WARDEN }\nverification: { signer: keys/verifier-signing.pub, signingKey: $VERIFIER, recipient: keys/verifier.pub, identity: $VERIFIER_IDENTITY }\n");
  await store.objects.create("shop-exports", dataObject.name, dataObject.body);
});

/** Stored in this order, which is the store's own time. */
async function exported(...hours: readonly number[]): Promise<void> {
  for (const of of hours) {
    const { bytes, signature } = signed(exportAt(of), exporter);
    await store.objects.create("shop-exports", `shop/${idOf(of)}/manifest.sig`, signature);
    await store.objects.create("shop-exports", `shop/${idOf(of)}/manifest.json`, bytes);
  }
}

async function verified(...said: readonly (readonly [hour: number, level: 1 | 2 | 3, passed: boolean])[]): Promise<void> {
  let previous: string | null = null;
  for (const [seq, [of, level, passed]] of said.entries()) {
    const about: About = { kind: "verified", backup: idOf(of), manifestSha256: sha256Of(signed(exportAt(of), exporter).bytes), level, passed, findings: passed ? [] : ["damaged"], seconds: 1 };
    const bytes = sealReceipt({ service: "shop", seq, previous, at: hour(of), about }, keyOf(level === 1 ? "warden" : "verifier"));
    await store.objects.create("shop-journal", receiptName("shop", seq), bytes);
    previous = sha256Of(bytes);
  }
}

const failover = (objects: ObjectStore = store.objects, time: Clock = clock) => kit(directory, [], { clock: time, outside: async () => silentPorts({ journal: new MemoryJournal(), objects, files }) });
type Printed = { readonly digest: string; readonly recoveryPoints: LossByPoint };
const printed = async (objects?: ObjectStore, time?: Clock) => JSON.parse((await failover(objects, time)("plan", "--json")).out) as Printed;
const lossesOf = ({ recoveryPoints }: Printed) => (recoveryPoints.told ? recoveryPoints.points.map(({ point, backup, lossSeconds, isTheRule }) => [point, backup, lossSeconds, isTheRule]) : recoveryPoints.because);

test("each recovery point is shown with the backup it would be now, and what that loses", async () => {
  await exported(6, 8, 9, 10, 11);
  await verified([6, 3, true], [8, 2, true], [9, 1, true], [10, 1, false]);
  expect(lossesOf(await printed())).toEqual([
    ["newest", idOf(11), 3600, true],
    [{ verified: 1 }, idOf(9), 3 * 3600, false],
    [{ verified: 2 }, idOf(8), 4 * 3600, false],
    [{ verified: 3 }, idOf(6), 6 * 3600, false],
  ]);
  const { out } = await failover()("plan");
  expect(out).toMatch(/Plan [0-9a-f]{12}[^]*as of 2026-11-23T12:00:00\.000Z \(no part of\nwhat is approved\):\n {2}newest {7}loses 60 min: 20261123T110000Z-000001[^:]*:[^:]*:[^:]*<- recovery\.point\n[^]*verified: 3 {2}loses 6 h[^]*To carry it out/);
});

test("the moment that the settings name is one of them, and is marked as the rule", async () => {
  const file = join(directory, "failover.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("recovery: {", 'recovery: { point: { at: "2026-11-23T09:00:00Z" },'));
  await exported(8, 10);
  expect(lossesOf(await printed()).at(-1)).toEqual([{ at: "2026-11-23T09:00:00Z" }, idOf(8), 4 * 3600, true]);
});

test("a level that no receipt tells of has none, and no manifest is read to know it", async () => {
  await exported(6);
  expect(lossesOf(await printed())).toEqual([["newest", idOf(6), 6 * 3600, true], [{ verified: 1 }, null, null, false], [{ verified: 2 }, null, null, false], [{ verified: 3 }, null, null, false]]);
  expect((await failover()("plan")).out.replaceAll(/\s+/g, " ")).toContain("there is none: no backup that may be restored has a receipt of that level");
});

test("it is no part of what is approved: a new export moves no digest", async () => {
  await exported(6);
  const { digest } = await printed();
  await exported(8);
  expect((await printed()).digest).toBe(digest);
});

test.each<[string, Partial<ObjectStore>, Clock, string]>([
  ["refuses", { list: () => Promise.reject(new Error("no route to host")) }, clock, "no route to host"],
  ["says nothing", { list: () => new Promise(() => undefined) }, { ...clock, sleep: async () => undefined }, "no answer within 15 s"],
])("when the bucket %s, the plan is printed all the same, and that it could not be told", async (_, broken, time, because) => {
  const objects = { ...store.objects, ...broken };
  expect(lossesOf(await printed(objects, time))).toContain(because);
  const { code, out } = await failover(objects, time)("plan");
  expect([code, out]).toEqual([Exit.ok, expect.stringMatching(new RegExp(`Plan [0-9a-f]{12}[^]*could not be told: [^\\n]*${because}[^]*failover declare --approve`))]);
});
