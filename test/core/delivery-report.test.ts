import { expect, test } from "vitest";
import { messagesIn, readDeliveryReport, recipientsOfMessages } from "../../scripts/core/notices/delivery-report.ts";
import { messageIdOf } from "../../scripts/core/notices/notice.ts";
import { byExchange, byPostfix, bySes, onHoliday, stillTried } from "../support/delivery-reports.ts";

const notice = { id: "n20261126-015900-ab12", recipients: ["c0", "c1"] };
const about = { messageId: messageIdOf(notice.id, "c1", "shop.example.com"), to: "gone@customer.example" };

test.each([
  ["Postfix", byPostfix, "failed", "5.1.1"],
  ["Exchange", byExchange, "failed", "5.1.10"],
  ["a system that goes on trying", stillTried, "delayed", "4.4.1"],
] as const)("%s tells of which message it speaks and what became of it, and nobody's address is kept of it", async (_, words, became, code) => {
  const report = await readDeliveryReport(words(about));
  expect(report).toEqual({ about: [about.messageId], became, code });
  expect(recipientsOfMessages([notice])(report?.about ?? [])).toEqual({ notice: notice.id, recipient: "c1" });
});

test("a system that renames every message is understood by the name that the message bears beside it", async () => {
  const report = await readDeliveryReport(bySes(about));
  expect(report).toMatchObject({ became: "failed", code: "5.1.1" });
  expect(recipientsOfMessages([notice])(report?.about ?? [])).toEqual({ notice: notice.id, recipient: "c1" });
});

test("an automatic answer is no report of a mail system, and one that a message was delivered is no bounce", async () => {
  expect(await readDeliveryReport(onHoliday(about))).toBeUndefined();
  expect(await readDeliveryReport(byPostfix(about).replace("Action: failed", "Action: delivered"))).toMatchObject({ became: "else" });
});

test("a report without a code is one all the same", async () => {
  expect(await readDeliveryReport(byPostfix(about).replace("Status: 5.1.1", "Status: unknown"))).toMatchObject({ became: "failed", code: "no code" });
});

test.each([
  ["heads without an end", (raw: string) => `${"X-Padding: y\n".repeat(300_000)}${raw}`],
  ["parts within parts without an end", () => Array.from({ length: 300 }, (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`).join("")],
])("a message of %s is no report, and keeps nobody from reading the next", async (_, made) => {
  expect(await readDeliveryReport(made(byPostfix(about)))).toBeUndefined();
});

test("a report about very many recipients is none about a message of ours, which has one", async () => {
  const many = byPostfix(about).replace("Final-Recipient", `${"X: y\n\n".repeat(100_000)}Final-Recipient`);
  expect(await readDeliveryReport(many)).toMatchObject({ became: "else" });
});

test.each([
  ["another company's message", "<x@elsewhere.example>"],
  ["a notice that this machine does not know", messageIdOf("n20261126-020000-ffff", "c1", "shop.example.com")],
  ["a name made up", `<${notice.id}.0123456789abcdef01234567@shop.example.com>`],
])("%s is nobody's of ours", (_, id) => {
  expect(recipientsOfMessages([notice])([id])).toBeUndefined();
});

test("a mailbox file holds its messages one after the other, whatever a message says of 'From '", () => {
  const mbox = "From MAILER-DAEMON Thu Nov 26 02:00:00 2026\nSubject: one\n\n>From here on\nall is well\n\nFrom MAILER-DAEMON Thu Nov 26 02:01:00 2026\nSubject: two\n\nbody\n";
  expect(messagesIn(mbox)).toEqual(["Subject: one\n\nFrom here on\nall is well", "Subject: two\n\nbody\n"]);
  expect(messagesIn(byPostfix(about))).toHaveLength(1);
  expect(messagesIn("\n")).toEqual([]);
});
