import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { logLine, markedAsDrill, messageIdOf, sentOf, type Notice } from "../../scripts/core/notices/notice.ts";
import { promisedBy, promisedText } from "../../scripts/core/notices/notice-text.ts";
import { oncePerAddress } from "../../scripts/core/notices/recipients.ts";
import { publicStatus, statusPage } from "../../scripts/core/notices/status-page.ts";
import { readTemplate, render } from "../../scripts/core/notices/template.ts";
import { shownValue, type ValueType } from "../../scripts/core/notices/values.ts";

const templates = new URL("../../templates/", import.meta.url);
const templateOf = (text: string) => {
  const read = readTemplate(text, "templates/t.md");
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.template;
};
const headed = (variables: string, body: string, subject = "About {{service}}") => `---\naudience: customers\nstate: identified\nsubject: "${subject}"\nvariables: { ${variables} }\n---\n${body}\n`;
const known = { service: "shop", began: "2026-11-26T01:10:00Z", nextUpdate: "2026-11-26T01:40:00Z", note: "A disk is full." };
const at = "2026-11-26T01:12:00.000Z";
const notice = (more: Partial<Notice> = {}): Notice => ({
  ...{ schema: "failover-kit/notice/1", id: "n1", at, by: "ana@laptop", audience: "customers", state: "identified", run: null, isDrill: false, subject: "S", text: "T <b>\n", html: "<p>T</p>", recipients: ["a"], nextUpdateDue: null },
  ...more,
});

test.each(readdirSync(templates))("the kit's own %s is sound, is named by what it is for, and reads calmly", (name) => {
  const template = templateOf(readFileSync(new URL(name, templates), "utf8"));
  expect(name).toBe(`${template.audience}-${template.state}.md`);
  const rendered = render(template, known, {});
  expect("problems" in rendered ? rendered.problems : []).toEqual([]);
  expect(JSON.stringify(rendered)).not.toMatch(/\{\{|%7B|!/);
});

test("a value is never a piece of the page, of the Markdown, or of the head", () => {
  const template = templateOf(headed("service: text, note: text, page: url", "{{note}}, [the page]({{page}}), [not a page]({{note}})"));
  const rendered = render(template, { service: "shop", note: '<script>x</script> [a](https://evil.example) "&', page: 'https://status.example.com/?a="b' }, {});
  expect(rendered).toMatchObject({ subject: "About shop" });
  const { html } = rendered as { readonly html: string };
  expect(html).not.toMatch(/<script|href="https:\/\/evil|\?a="b/);
  expect(html).toContain("&lt;script&gt;");
  expect(html).toContain('<a href="#">not a page</a>');
});

test("every missing, wrong and unknown variable is told at once", () => {
  const template = templateOf(headed("service: text, began: time, lasted: duration, page: url, many: count", "{{began}} {{lasted}} {{page}} {{many}}"));
  expect(render(template, { service: "shop\nBcc: everybody" }, { lasted: "soon", page: "http://status.example.com", many: "-1", colour: "blue" })).toEqual({
    problems: [
      "templates/t.md: has no variable 'colour'",
      "templates/t.md: service (text) must be one line, and not empty",
      "templates/t.md: began (time) is missing; give it with --set began=…",
      "templates/t.md: lasted (duration) must be a time span like 90m or 2h30m",
      "templates/t.md: page (url) must be an address like https://status.example.com",
      "templates/t.md: many (count) must be a whole number",
    ],
  });
});

test.each([
  ["no head", "Hello", "must begin with a line '---'"],
  ["no subject", "---\naudience: customers\nstate: identified\n---\nHello\n", "subject: is missing"],
  ["a variable that is not declared", headed("service: text", "{{began}}"), "{{began}} is not among its variables"],
  ["a type that is none", headed("service: name", "Hello"), "templates/t.md:5:23 variables.service: must be text or time or duration or url or count"],
  ["nothing to say", headed("service: text", ""), "says nothing after its head"],
])("a template with %s is refused", (_, text, words) => {
  const read = readTemplate(text, "templates/t.md");
  expect("problems" in read ? read.problems.join("\n") : "sound").toContain(words);
});

test.each<[ValueType, string, string]>([
  ["time", "2026-11-26T02:10:00+01:00", "01:10 UTC on 26 November 2026"],
  ["duration", "90m", "1 hour 30 minutes"],
  ["duration", "2h", "2 hours"],
  ["count", "12000", "12,000"],
])("a %s like %s reads '%s'", (type, value, shown) => {
  expect(shownValue(type, value)).toEqual({ shown });
});

test("whatever a process did before it died, nobody is both told and left, and whoever was begun twice is listed", () => {
  const line = fc.record({ to: fc.constantFrom("a", "b", "c"), did: fc.constantFrom("intent" as const, "accepted" as const, "bounced" as const, "deferred" as const) });
  fc.assert(
    fc.property(fc.array(line), fc.string(), (lines, torn) => {
      const text = lines.map(({ to, did }) => logLine(did === "intent" ? { did, at, to, attempt: 1 } : did === "accepted" ? { did, at, to } : { did, at, to, code: "550" })).join("");
      const sent = sentOf(text + torn.replaceAll("\n", ""));
      for (const id of ["a", "b", "c"]) {
        const own = lines.filter(({ to }) => to === id);
        expect(sent.inFlight.has(id)).toBe(own.at(-1)?.did === "intent");
        expect(sent.accepted.has(id)).toBe(own.some(({ did }) => did === "accepted"));
        expect(sent.repeated.has(id)).toBe(own.some(({ did }, index) => did === "intent" && own[index - 1]?.did === "intent"));
      }
    }),
  );
});

test("a Message-ID is the same for the same notice and recipient, and tells neither's address", () => {
  expect(messageIdOf("n1", "acme-ops", "example.com")).toBe(messageIdOf("n1", "acme-ops", "example.com"));
  expect(messageIdOf("n1", "acme-ops", "example.com")).not.toBe(messageIdOf("n2", "acme-ops", "example.com"));
  expect(messageIdOf("n1", "acme-ops", "example.com")).toMatch(/^<n1\.[0-9a-f]{24}@example\.com>$/);
});

test("one message to an address, whoever it stands for", () => {
  expect(oncePerAddress([{ id: "a", email: "X@example.com" }, { id: "b", email: "x@example.com" }, { id: "c", email: "c@example.com" }])).toEqual({ recipients: [{ id: "a", email: "X@example.com" }, { id: "c", email: "c@example.com" }], alsoNamed: 1 });
});

test("a drill says so in its head, its first line and its page", () => {
  const drill = notice({ ...markedAsDrill({ subject: "S", text: "T", html: "<p>T</p>" }), isDrill: true });
  expect([drill.subject, drill.text, drill.html].every((part) => part.includes("[DRILL]"))).toBe(true);
  const status = publicStatus("shop", [notice(), drill]);
  expect(statusPage(publicStatus("shop", [drill]) ?? (status as never))).toContain("[DRILL] This is an exercise");
});

test("the page has every word to customers, the newest first, with nothing from elsewhere and no script", () => {
  const status = publicStatus("shop", [notice(), notice({ at: "2026-11-26T02:00:00.000Z", state: "on-mirror", subject: "Back", nextUpdateDue: "2026-11-26T02:30:00.000Z" }), notice({ audience: "internal", subject: "secret" })]);
  if (status === undefined) throw new Error("customers were told");
  expect(status).toMatchObject({ state: "on-mirror", updates: [{ subject: "Back" }, { subject: "S" }] });
  const page = statusPage(status);
  expect(page).not.toMatch(/<script|src=|<link|@import|url\(|<b>|secret/);
  expect(page).toContain("02:30 UTC on 26 November 2026");
});

test("a drill's word to customers keeps no promise that was made in earnest", () => {
  const real = notice({ id: "n1", at: "2026-11-26T01:12:00.000Z", nextUpdateDue: "2026-11-26T01:42:00.000Z" });
  const drill = notice({ id: "n2", at: "2026-11-26T01:30:00.000Z", isDrill: true, nextUpdateDue: null });
  const now = new Date("2026-11-26T01:54:30Z");
  expect(promisedBy([real, drill], now)).toMatchObject({ notice: "n1", overdueMinutes: 12 });
  expect(promisedBy([{ ...real, nextUpdateDue: null }, drill], now)).toMatchObject({ notice: "n2", overdueMinutes: 0 });
});

test("the next word is due when it was promised, and a reminder says how late it is", () => {
  const promised = promisedBy([notice({ nextUpdateDue: "2026-11-26T01:42:00.000Z" })], new Date("2026-11-26T01:54:30Z"));
  expect(promised).toMatchObject({ overdueMinutes: 12 });
  expect(promised === undefined ? "" : promisedText(promised)).toBe("customers were told 'identified' at 01:12Z; the next update is OVERDUE by 12 min: 'failover notify'");
});
