import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { smtpMail } from "../../scripts/adapters/smtp-mail.ts";
import { Secret } from "../../scripts/core/secret.ts";
import type { Mail } from "../../scripts/core/notices/mail.ts";
import { certificateFor, smtpServer, type Faults } from "../support/smtp-server.ts";

const certificate = certificateFor("smtp.example.com");
const letter = { messageId: "<n1.abc@example.com>", from: "status@example.com", to: "ana@planted.example", subject: "Wörter", text: "Hello\n", html: "<p>Hello</p>" };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function to(faults: Faults = {}, more: { readonly ca?: string; readonly port?: number; readonly serverName?: string } = {}) {
  const server = await smtpServer(certificate, faults);
  const mail: Mail = smtpMail({ host: "127.0.0.1", port: more.port ?? server.port, isImplicitTls: faults.implicitTls ?? false, user: "shop", password: new Secret("smtp-not-for-printing"), ca: more.ca ?? certificate.cert, connections: 1, serverName: more.serverName ?? "smtp.example.com" });
  closing.push(() => mail.close(), server.close);
  return { mail, received: server.received };
}

test.each([["STARTTLS", false], ["TLS from the first byte", true]])("by %s a message arrives as it was given, with its Message-ID", async (_, implicitTls) => {
  const { mail, received } = await to({ implicitTls });
  expect(await mail.verify()).toEqual({ as: "accepted" });
  expect(received).toEqual([]);
  expect(await mail.send(letter)).toEqual({ as: "accepted" });
  expect(received).toMatchObject([{ to: "ana@planted.example", messageId: "<n1.abc@example.com>" }]);
  expect(received[0]?.source).toMatch(/^X-Notice-Message: <n1\.abc@example\.com>\r?$/m);
  expect(received[0]?.source).toMatch(/multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html/);
});

test("a domain in letters of its own is asked for as the name service knows it", async () => {
  const { mail, received } = await to();
  expect(await mail.send({ ...letter, to: "info@müller.example" })).toEqual({ as: "accepted" });
  expect(received[0]?.source).toMatch(/^To: info@xn--mller-kva\.example\r?$/m);
});

test.each<[string, Faults, object]>([
  ["a mailbox that is none is a bounce, and its name is not told", { refuse: () => ({ code: 550, text: "5.1.1 <ana@planted.example> unknown" }) }, { as: "bounced", code: "550 5.1.1" }],
  ["a greylisting is for now", { refuse: () => ({ code: 451, text: "4.7.1 come again" }) }, { as: "deferred", code: "451 4.7.1" }],
  ["a server that turns everybody away says nothing of this recipient", { turnsAway: { code: 554, text: "5.7.1 no service for you" }, implicitTls: true }, { as: "stop", because: "it turns us away (554 5.7.1)" }],
  ["one with too many callers has taken nothing, and takes none of the others now", { turnsAway: { code: 421, text: "4.7.0 too many connections" }, implicitTls: true }, { as: "unreachable", because: "it puts us off (421 4.7.0)" }],
  ["a rate that is exceeded puts off whoever it is for", { refuseMessage: () => ({ code: 454, text: "Throttling failure: Maximum sending rate exceeded." }) }, { as: "unreachable", because: "it puts us off (454)" }],
  ["a message that is refused once it is read may be refused whoever it is for", { refuseMessage: () => ({ code: 554, text: "Message rejected: Email address is not verified." }) }, { as: "refused", code: "554" }],
  ["so may one that a rule forbids", { refuse: () => ({ code: 550, text: "5.7.1 unable to relay" }) }, { as: "refused", code: "550 5.7.1" }],
  ["a connection that ends before the message was asked for has taken nothing", { dropsAtRcpt: true }, { as: "unreachable" }],
  ["a connection that ends after the message was taken leaves it open", { dropsAfterData: () => true }, { as: "unknown" }],
  ["a password that is refused stops everything", { password: "another-one" }, { as: "stop", because: "the user or the password was refused (535 5.7.8)" }],
  ["a server without TLS is given nothing", { offersTls: false }, { as: "stop", because: "it offers no TLS" }],
])("%s", async (_, faults, outcome) => {
  const { mail } = await to(faults);
  const said = await mail.send(letter);
  expect(said).toMatchObject(outcome);
  expect(JSON.stringify(said)).not.toMatch(/planted|not-for-printing/);
});

test.each<[string, object]>([
  ["a certificate of somebody else's authority", { ca: certificateFor("smtp.example.com").cert }],
  ["a certificate for another name", { serverName: "mail.example.com" }],
])("%s is not trusted", async (_, more) => {
  const { mail, received } = await to({}, more);
  expect(await mail.send(letter)).toEqual({ as: "stop", because: "its certificate does not hold" });
  expect(received).toEqual([]);
});

test("a server that hangs up before it says a word was sent nothing", async () => {
  const deaf = createServer((socket) => socket.destroy());
  await once(deaf.listen(0, "127.0.0.1"), "listening");
  closing.push(() => deaf.close());
  const { mail } = await to({}, { port: (deaf.address() as AddressInfo).port });
  expect(await mail.send(letter)).toMatchObject({ as: "unreachable" });
  expect(await mail.verify()).toMatchObject({ as: "unreachable" });
});

test("a server that is not there was sent nothing", async () => {
  const { mail } = await to({}, { port: 1 });
  expect(await mail.send(letter)).toMatchObject({ as: "unreachable" });
});
