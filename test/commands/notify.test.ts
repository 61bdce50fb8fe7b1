import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { tell } from "../../scripts/pipeline/notices/tell.ts";
import { kit, ledgerOf, worldOf } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { notifySite, smtpVariables } from "../support/notify-site.ts";
import { certificateFor, smtpServer, type Faults } from "../support/smtp-server.ts";
import type { World } from "../../scripts/world.ts";

const certificate = certificateFor("localhost");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Site = { readonly faults?: Faults; readonly customers?: number; readonly notify?: object; readonly more?: readonly string[]; readonly world?: Partial<World> };

async function site({ faults, customers = 3, notify = {}, more = [], world = {} }: Site = {}) {
  const server = await smtpServer(certificate, faults);
  closing.push(server.close);
  const directory = await notifySite({ port: server.port, cert: certificate.cert, customers, notify: { messagesPerSecond: 1000, ...notify }, more });
  return { directory, received: server.received, type: kit(directory, [], { env: smtpVariables, ...world }) };
}

const investigating = ["notify", "--state", "investigating", "--set", "began=2026-11-26T01:10:00Z"] as const;
const text = async (path: string) => readFile(path, "utf8");

async function everythingKept(directory: string): Promise<string> {
  const entries = await readdir(join(directory, ".failover"), { recursive: true, withFileTypes: true });
  return (await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => text(join(entry.parentPath, entry.name))))).join("\n");
}

test("customers are told, the page is written, and nobody's address is kept anywhere", async () => {
  const { directory, received, type } = await site();
  const { code, out, said } = await type(...investigating);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^Notice n\S+: 3 of 3 accepted, 0 bounced, 0 left\n$/) as string });
  expect(received.map(({ to }) => to).toSorted()).toEqual(["person-0@planted.example", "person-1@planted.example", "person-2@planted.example"]);
  expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(3);
  expect(received[0]?.source).toMatch(/^Subject: shop: we are looking into a problem/m);
  expect(await text(join(directory, ".failover/status-page/index.html"))).toContain("began at 01:10 UTC on 26 November 2026");
  expect(`${await everythingKept(directory)}${out}${said}`).not.toMatch(/planted|not-for-printing/i);
  expect((await type("notify", "--status")).out).toContain("customers were told 'investigating'");
});

test("the page goes into the bucket outside AWS as well, and the next word replaces it", async () => {
  const { directory, type } = await site();
  const path = join(directory, "failover.yaml");
  await writeFile(path, (await text(path)).replace("leases: shop-leases", "leases: shop-leases, status: shop-status"));
  await type(...investigating);
  expect(await type("notify", "--state", "resolved", "--set", "began=2026-11-26T01:10:00Z")).toMatchObject({ code: 0, said: expect.stringContaining("and bucket shop-status") as string });
  const { objects } = ledgerOf(directory);
  const read = async (name: string) => Buffer.from((await objects.read("shop-status", name)) ?? new Uint8Array()).toString();
  expect(JSON.parse(await read("status.json"))).toMatchObject({ state: "resolved", nextUpdateDue: null, updates: [{ state: "resolved" }, { state: "investigating" }] });
  expect(await read("index.html")).toContain("the problem is resolved");
});

test("a page that others write at the same time, again and again, is said not to be ours", async () => {
  const { objects } = memoryStore();
  const { directory, type } = await site({ world: { ledger: async () => ({ ...objects, replace: async () => "changed" as const }) } });
  const path = join(directory, "failover.yaml");
  await writeFile(path, (await text(path)).replace("leases: shop-leases", "leases: shop-leases, status: shop-status"));
  expect(await type(...investigating)).toMatchObject({ code: 0, said: expect.stringMatching(/the status page was not written: index\.html in bucket shop-status was written by somebody\s+else/) as string });
});

test("a preview has the words, the count, who is first and when the next is due; nothing is sent or written", async () => {
  const { directory, received, type } = await site({ more: ["d1,other,Planted,PERSON-0@planted.example"] });
  const { code, out } = await type(...investigating, "--preview");
  expect({ code, received }).toEqual({ code: 0, received: [] });
  expect(out).toMatch(/^To 3 customers, c0 first; 1 more entries name the same addresses\nThe next update is promised by \d\d:\d\d UTC on .*\n\nSubject: shop: we are looking into a problem\n\n/);
  expect(out).not.toMatch(/planted/i);
  expect(existsSync(join(directory, ".failover"))).toBe(false);
});

test("all that is missing is told at once, before anything is sent", async () => {
  const { directory, received, type } = await site();
  await writeFile(join(directory, "customers.csv"), "id,customer,name,email\n");
  const { code, said } = await type("notify", "--state", "investigating", "--set", "colour=blue");
  expect(code).toBe(3);
  for (const words of ["nobody it goes to has a mail address", "has no variable 'colour'", "began (time) is missing; give it with"]) expect(said).toContain(words);
  expect(received).toEqual([]);
  expect(existsSync(join(directory, ".failover"))).toBe(false);
});

test("a row that is not sound is told beforehand, and left out only when a person says so", async () => {
  const { received, type } = await site({ more: ["x1,initech,Planted,planted"] });
  expect(await type(...investigating)).toMatchObject({ code: 3, said: expect.stringContaining("customers.csv:5 x1 email: is no mail address") as string });
  expect(received).toEqual([]);
  expect(await type(...investigating, "--skip-invalid")).toMatchObject({ code: 0, said: expect.stringContaining("left out: customers.csv:5 x1") as string });
  expect(received).toHaveLength(3);
});

test("a drill reaches its own team and nobody else, and says what it is", async () => {
  const { received, type } = await site();
  expect(await type(...investigating, "--drill")).toMatchObject({ code: 0 });
  expect(received.map(({ to }) => to).toSorted()).toEqual(["ana@example.com", "ben@example.com"]);
  expect(received.every(({ source }) => /^Subject: \[DRILL\] /m.test(source) && source.includes("[DRILL] This is an exercise"))).toBe(true);
});

test("a drill leaves the page that customers read as it is, on this machine too", async () => {
  const { directory, type } = await site();
  await type(...investigating);
  const page = () => text(join(directory, ".failover/status-page/index.html"));
  const before = await page();
  expect(await type("notify", "--state", "resolved", "--set", "began=2026-11-26T01:10:00Z", "--drill")).toMatchObject({ code: 0, said: expect.stringContaining(join("status-page", "drill")) as string });
  expect(await page()).toBe(before);
  expect(await text(join(directory, ".failover/status-page/drill/index.html"))).toContain("[DRILL]");
});

test("a preview counts people in words of its own, and a variable without a value is told as such", async () => {
  const { type } = await site({ customers: 1 });
  const preview = async (...more: readonly string[]) => (await type(...investigating, "--preview", ...more)).out.split("\n")[0];
  expect(await preview()).toBe("To 1 customer, c0 first");
  expect(await preview("--audience", "internal")).toMatch(/^To \d people of our own, ana first$/);
  expect(await preview("--drill")).toMatch(/^To 2 people of the drill's team, ana first$/);
  expect((await type(...investigating, "--preview", "--set", "note")).said).toContain("--set note: write a variable's name, '=' and its value");
});

test("a drill without a team of its own is refused", async () => {
  const { received, type } = await site({ notify: { drillTeam: "nights" } });
  expect(await type(...investigating, "--drill")).toMatchObject({ code: 3, said: expect.stringContaining("contacts.yaml has no such team") as string });
  expect(received).toEqual([]);
});

test("bounces are listed by id, a greylisting is waited out, and a lost answer is repeated with the same Message-ID and listed", async () => {
  const faults: Faults = {
    refuse: (address, time) => (address.startsWith("person-1@") ? { code: 550, text: `5.1.1 <${address}> unknown` } : address.startsWith("person-2@") && time === 1 ? { code: 451, text: "4.7.1 later" } : undefined),
    dropsAfterData: (address, time) => address.startsWith("person-0@") && time === 1,
  };
  let slept = 0;
  const clock = { now: () => new Date("2026-11-26T01:12:00Z"), elapsed: () => slept, sleep: async (seconds: number) => void (slept += seconds) };
  const { directory, received, type } = await site({ faults, notify: { connections: 1 }, world: { clock } });
  const { code, out, said } = await type(...investigating);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/: 2 of 3 accepted, 1 bounced, 0 left\nBounced, for good:\n {2}c1 \(550 5\.1\.1\)\nMay have it twice, with the same Message-ID:\n {2}c0\n$/) as string });
  const twice = received.filter(({ to }) => to === "person-0@planted.example");
  expect(twice).toHaveLength(2);
  expect(new Set(twice.map(({ messageId }) => messageId)).size).toBe(1);
  expect(`${await everythingKept(directory)}${out}${said}`).not.toMatch(/planted/i);
});

test("whoever may have a message three times already is sent no fourth without a person's word", async () => {
  let slept = 0;
  const clock = { now: () => new Date("2026-11-26T01:12:00Z"), elapsed: () => slept, sleep: async (seconds: number) => void (slept += seconds) };
  const { received, type } = await site({ customers: 1, faults: { dropsAfterData: () => true }, world: { clock } });
  const { code, out } = await type(...investigating);
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringMatching(/0 of 1 accepted, 0 bounced, 1 left\nMay have it twice, with the same Message-ID:\n {2}c0\nnext: failover notify --resume n/) as string });
  expect(received).toHaveLength(3);
});

test("a run that nobody knows is refused", async () => {
  const { received, type } = await site();
  expect(await type(...investigating, "--run", "r20260101-000000-aaaa")).toMatchObject({ code: 3 });
  expect(received).toEqual([]);
});

test("a refused password stops at once; once it is right, the notice goes on and nobody is told twice", async () => {
  const { received, type, directory } = await site({ customers: 40, world: { env: { ...smtpVariables, SHOP_SMTP_PASSWORD: "something-else" } } });
  const { code, said } = await type(...investigating);
  expect({ code, said, received }).toMatchObject({ code: 1, said: expect.stringContaining("takes no messages from us: the user or the password was refused (535 5.7.8); 40 are left") as string, received: [] });
  const right = kit(directory, [], { env: smtpVariables });
  const again = await right(...investigating);
  expect(again).toMatchObject({ code: 3, said: expect.stringContaining("has 40 messages left") as string });
  const [id = ""] = /n\d{8}-\d{6}-[0-9a-f]{4}/.exec(again.said) ?? [];
  expect((await right("notify", "--status")).out).toContain(`NOT FINISHED: 'investigating' to customers has 40 of 40 left: failover notify --resume ${id}`);
  expect(JSON.parse((await right("notify", "--status", "--json")).out)).toMatchObject({ unfinished: [{ notice: id, left: 40 }] });
  expect(await right("notify", "--resume", id, "--json")).toMatchObject({ code: 0, out: expect.stringContaining('"accepted": 40') as string });
  expect(received).toHaveLength(40);
  expect((await right("notify", "--status")).out).not.toContain("NOT FINISHED");
  expect(type).toBeDefined();
});

test("'failover ready' signs in at the mail server and sends nothing", async () => {
  const { received, type } = await site();
  const lights = async (out: string) => (JSON.parse(out) as { findings: readonly { check: string; light: string; says: string }[] }).findings.filter(({ check }) => check === "smtp");
  expect(await lights((await type("ready", "--json")).out)).toMatchObject([{ light: "green" }]);
  const wrong = await site({ faults: { password: "another-password" } });
  expect(await lights((await wrong.type("ready", "--json")).out)).toMatchObject([{ light: "red", says: expect.stringContaining("the user or the password was refused") as string }]);
  expect(received).toEqual([]);
});

test("a run tells customers by itself, and goes on without them where it cannot", async () => {
  const { directory, received } = await site();
  const world = worldOf(directory, [], { env: smtpVariables });
  const about = { projectDirectory: directory, run: "r20261126-011000-a1b2", state: "failing-over", isDrill: false, isFirst: true };
  expect(await tell(about, world, new AbortController().signal)).toMatchObject({ told: true, accepted: 3, left: 0 });
  expect(received).toHaveLength(3);
  expect(received[0]?.source).toContain("01:10 UTC on 26 November 2026");
  expect(await tell({ ...about, state: "on-fire" }, world, new AbortController().signal)).toMatchObject({ told: false, because: expect.stringContaining("there is no template customers-on-fire.md") as string });
});
