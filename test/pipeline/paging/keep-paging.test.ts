import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { caller } from "../../../scripts/adapters/caller.ts";
import { files } from "../../../scripts/adapters/files.ts";
import { smtpMail } from "../../../scripts/adapters/smtp-mail.ts";
import { evaluate } from "../../../scripts/core/declaration/evaluate.ts";
import { inOrder, toldHere, type EvidenceWords, type Told } from "../../../scripts/core/evidence.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { ladderOf } from "../../../scripts/core/paging/ladder.ts";
import { Secret } from "../../../scripts/core/secret.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { pageOnce, staffOf, type Staff } from "../../../scripts/pipeline/paging/keep-paging.ts";
import { openRoads, type Roads } from "../../../scripts/pipeline/paging/roads.ts";
import type { Project } from "../../../scripts/pipeline/project.ts";
import { answeringServer } from "../../support/answering-server.ts";
import { entryAt, minute, report, rules, seen, seenFrom } from "../../support/evidence.ts";
import { certificateFor, smtpServer } from "../../support/smtp-server.ts";
import { settingsText } from "../../support/settings.ts";

const staff: Staff = { ladder: ladderOf([{ id: "ana", deputies: [{ id: "ben" }] }]), mobileOf: (person) => ({ ana: "+15550001", ben: "+15550002" })[person], emailOf: (person) => ({ ana: "ana@example.com" })[person], pace: { minutes: 5, rounds: 3 }, note: undefined };
const dark = { warden: "down", frankfurt: "down" } as const;

type Server = Awaited<ReturnType<typeof answeringServer>>;
let hooks: Server;
let sms: Server;
/** Where PagerDuty can be read; undefined where the settings name no token for it. */
let api: Server | undefined;
let told: Told[] = [];
const said: string[] = [];

beforeEach(async () => {
  [hooks, sms] = [await answeringServer({ status: 202, body: {} }), await answeringServer({ status: 200, body: {} })];
  told = [...seenFrom(0, 30, dark)];
  said.length = 0;
});
afterEach(async () => {
  await hooks.close();
  await sms.close();
  await api?.close();
  api = undefined;
});

const SMTP = "  smtp: { host: smtp.example.com, user: shop, password: $SMTP_PASSWORD, from: status@example.com }\n";
const project = (more = ""): Project => ({
  directory: "/x",
  secrets: [],
  written: readSettings(`${settingsText}channels:
  webhooks: [{ kind: teams, url: $TEAMS_URL }, { kind: pagerduty, key: $PD_KEY, endpoint: "${hooks.origin}/v2/enqueue"${api === undefined ? "" : `, token: $PD_TOKEN, api: "${api.origin}"`} }]
  sms: { url: "${sms.origin}/messages", body: '{"to":"{to}","text":"{text}"}', token: $SMS_TOKEN }
${more}`, "failover.yaml"),
});
const env = () => ({ TEAMS_URL: `${hooks.origin}/teams-secret-path`, PD_KEY: "0123456789abcdef0123456789abcdef", SMS_TOKEN: "gateway-token", PD_TOKEN: "pagerduty-read-token" });

/** One round of a watch at this moment, by a process that knows nothing but the evidence. */
async function round(minutes: number, of: Staff = staff, openMail?: Parameters<typeof openRoads>[1]["openMail"], { isWhole = true } = {}): Promise<void> {
  const roads = openRoads(project(openMail === undefined ? "" : SMTP), { env: env(), clock: { elapsed: () => 0 }, caller, ...(openMail === undefined ? {} : { openMail }) });
  if (roads === undefined) throw new Error("there are channels");
  const log = {
    write: async (words: EvidenceWords) => {
      const entry = entryAt(minutes, words);
      told.push(toldHere(entry));
      return entry;
    },
    send: async () => "all sent" as const,
    read: async () => ({ told, now: minute(minutes), isWhole: true, notes: [] }),
  };
  const operator = { say: (line: string) => void said.push(line), progress: () => undefined };
  await pageOnce({ project: project(), log, roads, staff: of }, { told: inOrder(told), now: minute(minutes), evaluation: evaluate(told, rules, minute(minutes), isWhole) }, { operator, randomHex: () => "1a2b3c4d" });
}

const texts = () => sms.asked().map(({ body }) => (body as { to: string }).to);
/** Who was called by their own road. */
const tries = () => told.flatMap(({ entry }) => (entry.kind === "paged" && entry.person !== "everybody" ? [`${entry.person} by ${entry.channel}: ${entry.outcome}`] : []));
const actions = () => hooks.asked().flatMap(({ body }) => (body as { event_action?: string }).event_action ?? "announced");

test("a disaster is announced once and one person is woken; who does not answer is followed by the deputy, over restarts", async () => {
  await round(30);
  expect(actions().toSorted()).toEqual(["announced", "trigger"]);
  expect(hooks.asked().map(({ line }) => line).toSorted()).toEqual(["POST /teams-secret-path", "POST /v2/enqueue"]);
  expect(texts()).toEqual(["+15550001"]);
  expect(sms.asked()[0]).toMatchObject({ authorization: "Bearer gateway-token", body: { text: expect.stringMatching(/^shop: by the rules this is a disaster.*failover page ack p-1a2b3c4d$/) as unknown } });
  told.push(...seenFrom(31, 35, dark));
  await round(33);
  expect(texts()).toHaveLength(1);
  await round(35);
  expect(texts()).toEqual(["+15550001", "+15550002"]);
  expect(actions()).toHaveLength(2);
});

test("after an acknowledgement nobody further is woken, and once it is over PagerDuty is told", async () => {
  await round(30);
  told.push(toldHere(entryAt(32, { kind: "acknowledged", page: "p-1a2b3c4d" }, "ana")), ...seenFrom(31, 50, dark));
  await round(50);
  expect(texts()).toHaveLength(1);
  told.push(seen(51, { warden: "up", frankfurt: "up" }));
  await round(51.1);
  expect(actions()).toContain("resolve");
  expect(said.at(-1)).toMatch(/page p-1a2b3c4d is over/);
});

test("a page for what customers report is not over because the bucket that holds their reports has fallen silent", async () => {
  const up = { warden: "up", frankfurt: "up" } as const;
  told.splice(0, told.length, ...seenFrom(0, 30, up), ...["acme", "bolt", "crown"].map((customer) => report(20, customer)));
  await round(30);
  told.splice(0, told.length, ...told.filter(({ entry }) => entry.kind !== "report"));
  await round(31, staff, undefined, { isWhole: false });
  expect(said.join("\n")).not.toMatch(/is over/);
  await round(31.2);
  expect(said.at(-1)).toMatch(/page p-1a2b3c4d is over/);
});

test("no number, token or address of a person stands in the evidence or in what is said", async () => {
  await round(30);
  const everything = JSON.stringify([told, said]);
  for (const secret of ["+1555", "gateway-token", "teams-secret-path", "0123456789abcdef0123456789abcdef"]) expect(everything).not.toContain(secret);
  expect(everything).toContain('"person":"ana"');
});

test("where mail is the only road nobody is said to be paged by webhooks that are not there", async () => {
  const mailOnly: Project = { ...project(), written: readSettings(`${settingsText}channels:\n${SMTP}`, "failover.yaml") };
  const sent: string[] = [];
  const roads: Roads = { channels: [], announce: async () => [], follow: async () => [], taken: undefined, sms: undefined, mail: async (to) => (sent.push(to), { channel: "mail", outcome: "sent", because: "the mail server took it" }) };
  const log = { write: async (words: EvidenceWords) => entryAt(30, words), send: async () => "all sent" as const, read: async () => ({ told, now: minute(30), isWhole: true, notes: [] }) };
  const world = { operator: { say: (line: string) => void said.push(line), progress: () => undefined }, randomHex: () => "1a2b3c4d" };
  const look = { told: inOrder(told), now: minute(30), evaluation: evaluate(told, rules, minute(30)) };
  await pageOnce({ project: mailOnly, log, roads, staff }, look, world);
  expect([sent.length, said.join("\n")]).toEqual([1, expect.not.stringContaining("everybody")]);
  await pageOnce({ project: mailOnly, log, roads, staff: { ...staff, ladder: [] } }, look, world);
  expect(said.at(-1)).toContain("failed (failover.yaml names no webhook)");
  expect((await staffOf(mailOnly, { env: {}, files, keys: async () => Promise.reject(new Error("no keys")) })).note).toBe("failover.yaml names nobody to page ('paging'): there is no webhook either, so nobody is paged");
});

test("when the gateway is down the next one is tried at once", async () => {
  await sms.close();
  await round(30);
  await round(30.1);
  sms = await answeringServer({ status: 200, body: {} });
  expect(tries()).toEqual(["ana by sms: failed", "ben by sms: failed"]);
});

test("a webhook that is busy is told again until it takes the page, though a text had gone out; whoever took it at once is not told twice", async () => {
  await hooks.close();
  hooks = await answeringServer({ status: 429, body: {}, headers: { "retry-after": "5" } }, { status: 429, body: {} }, { status: 202, body: {} });
  await round(30);
  await round(30.5);
  expect(actions().slice(2).toSorted()).toEqual(["announced", "trigger"]);
  await round(31);
  expect([actions().length, texts()]).toEqual([4, ["+15550001"]]);
  expect(said.filter((line) => line.includes("pagerduty"))).toEqual(["failed (answered 429)", "sent"].map((became) => `page p-1a2b3c4d: everybody by pagerduty: ${became}`));
});

test("what a crash kept from the webhooks they are told by whoever goes on", async () => {
  told.push(toldHere(entryAt(30, { kind: "page", page: "p-1a2b3c4d", about: "disaster", says: "by the rules this is a disaster" })));
  await round(30.5);
  expect([actions().toSorted(), texts()]).toEqual([["announced", "trigger"], ["+15550001"]]);
});

test("a PagerDuty that does not hear that it is over goes on calling people, so that is said", async () => {
  await round(30);
  hooks = await hooks.close().then(() => answeringServer({ status: 500, body: {} }));
  told.push(seen(51, { warden: "up", frankfurt: "up" }));
  await round(51.1);
  expect(said.at(-1)).toBe("page p-1a2b3c4d: PagerDuty was not told that it is over (answered 500): resolve it there");
});

test("where nobody is named, an announcement that went nowhere is made again until one arrives", async () => {
  const nobody: Staff = { ...staff, ladder: [], mobileOf: () => undefined };
  const { origin } = hooks;
  await hooks.close();
  await round(30, nobody);
  hooks = await answeringServer({ status: 202, body: {} });
  await round(30.1, nobody);
  expect(hooks.origin).not.toBe(origin);
  expect(actions().toSorted()).toEqual(["announced", "trigger"]);
  await round(31, nobody);
  expect(actions()).toHaveLength(2);
  expect(told.flatMap(({ entry }) => (entry.kind === "paged" ? [`${entry.person} ${entry.outcome}`] : []))).toEqual(["everybody failed", "everybody sent"]);
});

describe("by mail", () => {
  const certificate = certificateFor("smtp.example.com");

  test("whoever is due is written to as well, at their own address, which stands in no log", async () => {
    const server = await smtpServer(certificate, {});
    const openMail = async () => ({ mail: smtpMail({ host: "127.0.0.1", port: server.port, isImplicitTls: false, user: "shop", password: new Secret("smtp-not-for-printing"), ca: certificate.cert, connections: 1, serverName: "smtp.example.com" }), from: "status@example.com" });
    try {
      await round(30, staff, openMail);
    } finally {
      await server.close();
    }
    expect(server.received).toMatchObject([{ to: "ana@example.com", messageId: "<p-1a2b3c4d.0@example.com>" }]);
    expect(server.received[0]?.source).toContain("failover page ack p-1a2b3c4d");
    expect(texts()).toEqual(["+15550001"]);
    expect(JSON.stringify([told, said])).not.toContain("ana@example.com");
    expect(tries()).toEqual(["ana by sms: sent", "ana by mail: sent"]);
  });

  test("a mail server that is not there keeps nobody from being called by another road", async () => {
    await round(30, staff, async () => {
      throw new FailoverError("FILE_MISSING", { path: "keys/smtp-ca.pem", purpose: "the mail server's certificate is checked against it" });
    });
    expect(tries()).toEqual(["ana by sms: sent", "ana by mail: failed"]);
    told.push(...seenFrom(31, 33, dark));
    await round(33);
    expect(texts()).toEqual(["+15550001"]);
  });
});

test("a watch that sees nothing for as long as the rule wants wakes somebody, and is over once somebody sees", async () => {
  told = [...seenFrom(0, 5, { warden: "up", frankfurt: "up" }), ...seenFrom(6, 40, { warden: "unknown", frankfurt: "unknown" })];
  await round(30);
  expect(texts()).toEqual([]);
  await round(40);
  expect(sms.asked()[0]).toMatchObject({ body: { text: expect.stringContaining("the watch cannot see") as unknown } });
  told.push(...seenFrom(41, 42, { warden: "up", frankfurt: "up" }));
  await round(42);
  expect(told.flatMap(({ entry }) => (entry.kind === "page-ended" ? [entry.because] : []))).toEqual(["'blind' is no longer so"]);
});

test("a project whose every channel is in AWS is refused", () => {
  const { written, ...rest } = project();
  const inAws = { ...rest, written: { ...written, channels: { webhooks: [{ kind: "slack", url: "$TEAMS_URL", endpoint: "https://x" }] } } } as Project;
  expect(() => openRoads(inAws, { env: env(), clock: { elapsed: () => 0 }, caller })).toThrow(/CHANNELS_ONLY_IN_AWS/);
});

const incident = (more: object) => ({ status: 200, body: { incidents: [{ status: "triggered", incident_key: "p-1a2b3c4d", acknowledgements: [], ...more }] } });
const taken = incident({ status: "acknowledged", acknowledgements: [{ at: "2026-11-26T01:33:00Z", acknowledger: { id: "PXPGF42", type: "user_reference", summary: "Ana Example" } }] });

test("who takes a page on in PagerDuty has taken it on: nobody further is woken, and no name is written down", async () => {
  api = await answeringServer(incident({}), taken);
  await round(30);
  told.push(...seenFrom(31, 50, dark));
  await round(31);
  await round(35);
  await round(50);
  expect(api.asked().map(({ line }) => line)).toEqual(["GET /incidents?incident_key=p-1a2b3c4d&date_range=all", "GET /incidents?incident_key=p-1a2b3c4d&date_range=all"]);
  expect(api.asked()[0]?.authorization).toBe("Token token=pagerduty-read-token");
  expect(tries()).toEqual(["ana by sms: sent"]);
  expect(told.flatMap(({ entry }) => (entry.kind === "acknowledged" ? [entry.through] : []))).toEqual(["PagerDuty PXPGF42"]);
  expect(JSON.stringify([told, said])).not.toMatch(/Ana Example|pagerduty-read-token/);
});

test("a PagerDuty that cannot tell stops nobody from being woken, and that is said", async () => {
  api = await answeringServer({ status: 500, body: {} });
  await round(30);
  told.push(...seenFrom(31, 35, dark));
  await round(35);
  expect(tries()).toEqual(["ana by sms: sent", "ben by sms: sent"]);
  expect(said.join("\n")).toMatch(/PagerDuty cannot tell whether somebody took it on \(it answered 500\)/);
});
