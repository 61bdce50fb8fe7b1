import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, expect, test } from "vitest";
import { brisk, objectStore } from "../../scripts/adapters/object-store.ts";
import { tell } from "../../scripts/pipeline/notices/tell.ts";
import { bucketServer } from "../support/bucket-server.ts";
import { kit, worldOf } from "../support/kit.ts";
import { memoryStore } from "../support/memory-store.ts";
import { notifySite, smtpVariables } from "../support/notify-site.ts";
import { certificateFor, smtpServer } from "../support/smtp-server.ts";

const certificate = certificateFor("localhost");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const investigating = ["notify", "--state", "investigating", "--set", "began=2026-11-26T01:10:00Z"] as const;
const anyEndpoint = "http://127.0.0.1:4443";

/** A mail server, and the project at as many machines as are asked for, each with the same lists. */
async function company({ customers, messagesPerSecond = 1000, endpoint = anyEndpoint }: { readonly customers: number; readonly messagesPerSecond?: number; readonly endpoint?: string }) {
  const { received, port, close } = await smtpServer(certificate);
  closing.push(close);
  const machine = async () => {
    const directory = await notifySite({ port, cert: certificate.cert, customers, notify: { messagesPerSecond } });
    const path = join(directory, "failover.yaml");
    await writeFile(path, (await readFile(path, "utf8")).replace(anyEndpoint, endpoint));
    return directory;
  };
  return { received, machine };
}

const noticeIn = async (directory: string): Promise<string> => (await readdir(join(directory, ".failover/notices")))[0] ?? "";
/** Nobody listens there. */
const silent = objectStore({ endpoint: "http://127.0.0.1:9", project: "acme-recovery", token: "t" }, brisk);

/** The command line as a process of its own. */
const start = (directory: string, ...args: readonly string[]) =>
  execa(process.execPath, ["--import", "tsx", join(import.meta.dirname, "../../scripts/bin.ts"), ...args, "--project", directory], { env: { ...smtpVariables, GOOGLE_OAUTH_ACCESS_TOKEN: "t" }, reject: false, timeout: 60_000, killSignal: "SIGKILL" });

test("a machine that is killed in the middle is taken over by another: everybody is told, and whoever may have it twice is listed", async () => {
  const bucket = await bucketServer([], { pageSize: 1000 });
  closing.push(bucket.close);
  const { machine, received } = await company({ customers: 400, messagesPerSecond: 200, endpoint: bucket.origin });
  const [first, second] = [await machine(), await machine()];
  const killed = start(first, ...investigating);
  await expect.poll(() => received.length, { timeout: 40_000, interval: 20 }).toBeGreaterThan(150);
  killed.kill("SIGKILL");
  expect((await killed).signal).toBe("SIGKILL");
  const id = await noticeIn(first);
  expect(received.length).toBeLessThan(400);

  expect(await start(second, "notify", "--resume", id)).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/is being sent by another\s+machine/) as string });
  bucket.clock.seconds += 61;
  const { stdout, exitCode } = await start(second, "notify", "--resume", id, "--json");
  expect(exitCode).toBe(0);
  const { accepted, repeated, left, shared } = JSON.parse(stdout) as { readonly accepted: number; readonly repeated: readonly string[]; readonly left: number; readonly shared: boolean };
  expect({ accepted, left, shared }).toEqual({ accepted: 400, left: 0, shared: true });
  const twice = Array.from({ length: 400 }, (_, n) => n).filter((n) => received.filter(({ to }) => to === `person-${n}@planted.example`).length !== 1);
  expect(twice.filter((n) => !repeated.includes(`c${n}`))).toEqual([]);
  expect(repeated.length).toBeLessThanOrEqual(200);
  expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(400);
  const kept = [...bucket.objects].filter(([name]) => name.startsWith("shop/notices/")).map(([name, body]) => `${name} ${body.toString()}`).join("\n");
  expect(kept).toMatch(/^shop\/notices\/n\S+\/opened\.json /);
  expect(kept).not.toMatch(/planted|"c\d{1,3}"/i);
}, 120_000);

test("a notice that was sent elsewhere to its end is sent to nobody again, and one that nobody knows is said to be none", async () => {
  const { objects } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  const at = async () => kit(await machine(), [], { env: smtpVariables, ledger: async () => objects });
  const [first, second] = [await machine(), await at()];
  await kit(first, [], { env: smtpVariables, ledger: async () => objects })(...investigating);
  const id = await noticeIn(first);
  expect(await second("notify", "--resume", id)).toMatchObject({ code: 0, out: expect.stringContaining("3 of 3 accepted") as string });
  expect(received).toHaveLength(3);
  expect(await second("notify", "--resume", "n20260101-000000-aaaa")).toMatchObject({ said: expect.stringContaining(id) as string });
});

test("of two machines that begin in the same moment none sends, and each says so", async () => {
  const { objects } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  const first = await machine();
  await kit(first, [], { env: { ...smtpVariables, SHOP_SMTP_PASSWORD: "something-else" }, ledger: async () => objects })(...investigating);
  const id = await noticeIn(first);
  const beside = JSON.stringify({ schema: "failover-kit/notice-progress/1", writer: "beside", seq: 0, closed: false, did: [] });
  const create: typeof objects.create = async (bucket, name, body) => {
    await objects.create(bucket, `shop/notices/${id}/progress/000000-beside.json`, Buffer.from(beside));
    return objects.create(bucket, name, body);
  };
  const second = kit(await machine(), [], { env: smtpVariables, ledger: async () => ({ ...objects, create }) });
  expect(await second("notify", "--resume", id)).toMatchObject({ code: 1, said: expect.stringContaining("is being sent by another machine") as string });
  expect(received).toEqual([]);
  const words = await Promise.all((await objects.list("shop-journal", `shop/notices/${id}/progress/`)).map(async ({ name }) => JSON.parse(Buffer.from((await objects.read("shop-journal", name)) ?? []).toString()) as { readonly writer: string; readonly closed: boolean }));
  expect(words.filter(({ writer, closed }) => closed && writer !== "beside").length).toBeGreaterThanOrEqual(2);
});

test("a bucket that does not answer stops a resumption, unless a person says that no other machine sent any", async () => {
  const { machine, received } = await company({ customers: 3 });
  const directory = await machine();
  const wrong = kit(directory, [], { env: { ...smtpVariables, SHOP_SMTP_PASSWORD: "something-else" }, ledger: async () => silent });
  const begun = await wrong(...investigating);
  expect(begun.said.match(/only this machine knows/g)).toHaveLength(1);
  const id = await noticeIn(directory);
  const right = kit(directory, [], { env: smtpVariables, ledger: async () => silent });
  expect(await right("notify", "--resume", id)).toMatchObject({ code: 1, said: expect.stringMatching(/could not be read[^]*--local-journal --because/) as string });
  expect(await right("notify", "--resume", id, "--local-journal")).toMatchObject({ said: expect.stringContaining("--because") as string });
  expect(received).toEqual([]);
  expect(await right("notify", "--resume", id, "--local-journal", "--because", "nobody else has the list", "--json")).toMatchObject({ code: 0, out: expect.stringMatching(/"accepted": 3[^]*"shared": false/) as string });
  expect(received).toHaveLength(3);
  const elsewhere = kit(await machine(), [], { env: smtpVariables, ledger: async () => silent });
  expect(await elsewhere("notify", "--resume", id)).toMatchObject({ code: 1, said: expect.stringContaining("could not be read") as string });
  expect(received).toHaveLength(3);
});

test("a run's notice that another machine sent is told to nobody again; what cannot be read is not taken for nothing, and a first notice waits for no bucket", async () => {
  const { objects } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  const run = "r20261126-011000-a1b2";
  const telling = async (ledger: typeof objects, isFirst: boolean) => {
    const projectDirectory = await machine();
    const heard = { out: [] as string[], said: [] as string[] };
    const told = await tell({ projectDirectory, run, state: "failing-over", isDrill: false, isFirst }, worldOf(projectDirectory, [], { env: smtpVariables, ledger: async () => ledger }, heard), new AbortController().signal);
    return { told, said: heard.said.join("").replaceAll(/\s+/g, " ") };
  };
  expect((await telling(objects, true)).told).toMatchObject({ told: true, accepted: 3 });
  expect((await telling(objects, false)).told).toMatchObject({ told: true, notice: `n-${run}-failing-over`, accepted: 3, left: 0 });
  expect(received).toHaveLength(3);
  expect((await telling(silent, false)).told).toMatchObject({ told: false, because: expect.stringMatching(/could not be read.*--local-journal/) as string });
  expect(received).toHaveLength(3);
  const alone = await telling(silent, true);
  expect(alone.told).toMatchObject({ told: true, accepted: 3 });
  expect(alone.said.match(/only this machine knows/g)).toHaveLength(1);
});

test("a new notice that says the same as one another machine has begun is refused with the command that goes on with it, and one that says something else is not", async () => {
  const { objects } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  const at = (directory: string, more: object = {}) => kit(directory, [], { env: { ...smtpVariables, ...more }, ledger: async () => objects });
  const first = await machine();
  await at(first, { SHOP_SMTP_PASSWORD: "something-else" })(...investigating);
  const id = await noticeIn(first);
  const directory = await machine();
  const second = at(directory);
  const refused = await second(...investigating);
  expect(refused).toMatchObject({ code: 3, said: expect.stringMatching(new RegExp(`NOTICE_UNFINISHED[^]*${id}, begun on another machine at [^]* has 3 messages left[^]*failover notify --resume ${id}`)) as string });
  expect(received).toEqual([]);
  expect(await second(...investigating, "--drill")).toMatchObject({ code: 0 });
  expect(await second("notify", "--state", "resolved", "--set", "began=2026-11-26T01:10:00Z")).toMatchObject({ code: 0 });
  expect(received.filter(({ source }) => source.includes("looking into") && !source.includes("[DRILL]"))).toEqual([]);
  expect(await second("notify", "--resume", id)).toMatchObject({ code: 0, out: expect.stringContaining("3 of 3 accepted") as string });
  // Told to its end: the next one is a new word, at whatever machine.
  expect(await at(await machine())(...investigating)).toMatchObject({ code: 0 });
});

test("of two machines that begin the same notice in one moment one sends it; the other is told, and a minute later begins it if it came to nothing", async () => {
  const { objects, names } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  let opens: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (opens = resolve));
  let arrived = 0;
  const meeting: typeof objects = {
    ...objects,
    create: async (bucket, name, body) => {
      // Each has looked, and seen nobody, before either says anything.
      if (name.includes("/notice-claims/") && (arrived += 1) === 2) opens();
      if (name.includes("/notice-claims/")) await both;
      return objects.create(bucket, name, body);
    },
  };
  const at = async () => kit(await machine(), [], { env: smtpVariables, ledger: async () => meeting });
  const ended = await Promise.all([await at(), await at()].map((type) => type(...investigating)));
  expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 3]);
  expect(ended.find(({ code }) => code === 3)?.said).toMatch(/NOTICE_BEGUN_ELSEWHERE: the same notice was begun \d+ s ago/);
  expect(received).toHaveLength(3);

  // A claim whose owner died before anybody could know of its notice.
  const dead = names().find((name) => name.includes("/notice-claims/"))?.slice("shop-journal/".length) ?? "";
  const third = memoryStore();
  await third.objects.create("shop-journal", dead, Buffer.from("ben@desk"));
  const late = kit(await machine(), [], { env: smtpVariables, ledger: async () => third.objects });
  expect(await late(...investigating)).toMatchObject({ code: 3, said: expect.stringContaining("by ben@desk") as string });
  third.pass(61);
  expect(await late(...investigating)).toMatchObject({ code: 0 });
});

test("whoever begins it between another's look and that one's claim is seen by it", async () => {
  const { objects } = memoryStore();
  const { machine, received } = await company({ customers: 3 });
  const [first, second] = [await machine(), await machine()];
  let looks = 0;
  let began: Promise<unknown> | undefined;
  const firstBegins = () => (began ??= kit(first, [], { env: smtpVariables, ledger: async () => objects })(...investigating));
  const late: typeof objects = {
    ...objects,
    folders: async (...of) => {
      if ((looks += 1) === 2) await firstBegins();
      return objects.folders(...of);
    },
    create: async (bucket, name, body) => {
      if (name.includes("/notice-claims/")) await firstBegins();
      return objects.create(bucket, name, body);
    },
  };
  expect(await kit(second, [], { env: smtpVariables, ledger: async () => late })(...investigating)).toMatchObject({ code: 3, said: expect.stringContaining("NOTICE_BEGUN_ELSEWHERE") as string });
  expect(received).toHaveLength(3);
});

test("while another machine is at work on the same notice, a new one is told to let it end there", async () => {
  const { objects, pass } = memoryStore();
  const { machine } = await company({ customers: 3 });
  const opened = { schema: "failover-kit/notice-opened/1", id: "n20991126-011200-a1b2", at: "2099-11-26T01:12:00.000Z", audience: "customers", state: "investigating", run: null, isDrill: false, subject: "S", text: "T", html: "H", nextUpdateDue: null, recipients: { count: 3, digest: "d" } };
  const put = (name: string, value: object) => objects.create("shop-journal", `shop/notices/${opened.id}/${name}`, Buffer.from(JSON.stringify(value)));
  await put("opened.json", opened);
  await put("progress/000000-there.json", { schema: "failover-kit/notice-progress/1", writer: "there", seq: 0, closed: false, did: [{ did: "accepted", to: "k1" }] });
  const type = kit(await machine(), [], { env: smtpVariables, ledger: async () => objects });
  expect(await type(...investigating)).toMatchObject({ code: 3, said: expect.stringMatching(/has 2 messages left[^]*let it end there: that machine was heard of \d s ago/) as string });
  pass(61);
  expect((await type(...investigating)).said).toMatch(/next: +go on with it: 'failover notify --resume n20991126-011200-a1b2'/);
});

test("a bucket that does not answer, or says what nobody can read, is told and not taken for 'none', and a new notice waits for neither", async () => {
  const { machine, received } = await company({ customers: 3 });
  const deaf = kit(await machine(), [], { env: smtpVariables, ledger: async () => silent });
  const begun = await deaf(...investigating);
  expect(begun).toMatchObject({ code: 0, said: expect.stringMatching(/whether another machine has begun the same notice is not known \([^]*\): ask your colleagues/) as string });
  expect(received).toHaveLength(3);
  const alone = kit(await machine(), [], { env: smtpVariables, ledger: async () => silent });
  expect((await alone(...investigating, "--local-journal", "--because", "nobody else has the list")).said).not.toContain("another machine");
  const { objects } = memoryStore();
  await objects.create("shop-journal", "shop/notices/n20991126-011200-a1b2/opened.json", Buffer.from("{"));
  const puzzled = kit(await machine(), [], { env: smtpVariables, ledger: async () => objects });
  expect(await puzzled(...investigating)).toMatchObject({ code: 0, said: expect.stringContaining("is not known (") as string });
});
