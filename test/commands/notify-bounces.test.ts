import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { byExchange, byPostfix, onHoliday, stillTried } from "../support/delivery-reports.ts";
import { kit } from "../support/kit.ts";
import { notifySite, smtpVariables } from "../support/notify-site.ts";
import { certificateFor, smtpServer } from "../support/smtp-server.ts";

const certificate = certificateFor("localhost");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A company that told four customers, and what the mail server took for each. */
async function told() {
  const server = await smtpServer(certificate);
  closing.push(server.close);
  const directory = await notifySite({ port: server.port, cert: certificate.cert, customers: 4, notify: { messagesPerSecond: 1000 } });
  const type = kit(directory, [], { env: smtpVariables });
  await type("notify", "--state", "investigating", "--set", "began=2026-11-26T01:10:00Z");
  const taken = server.received.toSorted((a, b) => (a.to < b.to ? -1 : 1)).map(({ to, messageId }) => ({ to, messageId }));
  const [c0, c1, c2, c3] = taken;
  if (c0 === undefined || c1 === undefined || c2 === undefined || c3 === undefined) throw new Error("four were told");
  return { directory, type, taken: [c0, c1, c2, c3] as const };
}

test("what came back later is read from a Maildir, listed by ids, kept once, and told by --status", async () => {
  const { directory, type, taken: [c0, c1, c2, c3] } = await told();
  const maildir = join(directory, "Maildir");
  for (const name of ["cur", "new", "tmp"]) await mkdir(join(maildir, name), { recursive: true });
  await writeFile(join(maildir, "cur/1.a:2,S"), byPostfix(c0));
  await writeFile(join(maildir, "new/2.b"), byExchange(c1));
  await writeFile(join(maildir, "new/3.c"), stillTried(c2));
  await writeFile(join(maildir, "new/4.d"), onHoliday(c3));
  await writeFile(join(maildir, "new/5.e"), byPostfix({ messageId: "<other@elsewhere.example>", to: "x@planted.example" }));
  await writeFile(join(maildir, "tmp/6.f"), byPostfix(c3));

  const first = await type("notify", "--bounces", maildir, "--json");
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ schema: "failover-kit/bounces/1", messages: 5, recorded: [{ to: "c0", code: "5.1.1" }, { to: "c1", code: "5.1.10" }], known: 0, delayed: 1, notOurs: 1, others: 1 });
  expect(first.said).toContain("call them");
  expect((await type("notify", "--bounces", maildir)).out).toContain("5 messages: 0 came back for good, 2 known before, 1 still tried");
  expect((await type("notify", "--status")).out).toMatch(/of n\S+ \('investigating'\) 2 came back later: c0 \(5\.1\.1\), c1 \(5\.1\.10\)/);

  const [notice = ""] = await readdir(join(directory, ".failover/notices"));
  expect(await readFile(join(directory, ".failover/notices", notice, "log.jsonl"), "utf8")).not.toMatch(/planted/i);
  expect((await type("notify", "--resume", notice)).out).toMatch(/4 of 4 accepted, 0 bounced, 0 left\nCame back later:\n {2}c0 \(5\.1\.1\)/);
});

test("one message, or a mailbox file of several, is read as well; what is not there is said", async () => {
  const { directory, type, taken: [c0, c1] } = await told();
  await writeFile(join(directory, "one.eml"), byPostfix(c0));
  expect((await type("notify", "--bounces", join(directory, "one.eml"))).out).toContain("1 messages: 1 came back for good");
  await writeFile(join(directory, "mbox"), [c0, c1].map((about) => `From MAILER-DAEMON Thu Nov 26 02:00:00 2026\n${byPostfix(about)}\n`).join(""));
  expect((await type("notify", "--bounces", join(directory, "mbox"))).out).toContain("2 messages: 1 came back for good, 1 known before");
  expect(await type("notify", "--bounces", join(directory, "nowhere"))).toMatchObject({ code: 3, said: expect.stringContaining("nowhere") as string });
});

test("'failover ready' is amber until somebody has read the mailbox, then names whose notice came back, and is green once nothing has", async () => {
  const { directory, type, taken: [c0] } = await told();
  const found = async () => (JSON.parse((await type("ready", "--json")).out) as { readonly findings: readonly { readonly check: string; readonly light: string; readonly says: string; readonly next: string | null }[] }).findings.filter(({ check }) => check === "bounces");
  expect(await found()).toMatchObject([{ light: "amber", says: expect.stringContaining("nobody has looked yet") as string, next: expect.stringContaining("failover notify --bounces") as string }]);
  await writeFile(join(directory, "mbox"), "");
  await type("notify", "--bounces", join(directory, "mbox"));
  expect(await found()).toMatchObject([{ light: "green" }]);
  await writeFile(join(directory, "one.eml"), byPostfix(c0));
  await type("notify", "--bounces", join(directory, "one.eml"));
  expect(await found()).toMatchObject([{ light: "amber", says: "the last notice to 1 contact came back: c0 (5.1.1)" }]);
});
