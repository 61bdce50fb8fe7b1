import { describe, expect, test } from "vitest";
import { inOrder } from "../../../scripts/core/book/chapters/step-by-step.ts";
import { callingListChapter, firstCalls } from "../../../scripts/core/book/chapters/people.ts";
import { compose } from "../../../scripts/core/book/compose.ts";
import { boxedWords } from "../../../scripts/core/book/letters.ts";
import { htmlOf } from "../../../scripts/core/book/html.ts";
import { markdownOf } from "../../../scripts/core/book/markdown.ts";
import { readContacts } from "../../../scripts/core/contacts/read-contacts.ts";
import { declarationSection } from "../../../scripts/core/watch-settings.ts";
import { bookFacts, bookPlace } from "../../support/book.ts";

describe("the version", () => {
  const { digest } = compose(bookFacts());

  test("stays the same on another day, and after a drill", () => {
    expect(compose(bookFacts({ printedAt: "2027-01-01", measured: new Map([["stand-up", 61]]) })).digest).toBe(digest);
  });

  test.each([
    ["a setting", { place: bookPlace({ service: "web" }) }],
    ["a secret's home", { secrets: [] }],
    ["a public key", { publicKeys: [] }],
    ["the plan", { planDigest: "ba9876543210" }],
    ["whom to call", { firstCalls: { title: "Call first", lines: ["Ana"] } }],
  ])("changes with %s", (_, change) => {
    expect(compose(bookFacts(change)).digest).not.toBe(digest);
  });

  test("stands in every format, with the day", () => {
    for (const text of [markdownOf(compose(bookFacts())), htmlOf(compose(bookFacts()))]) expect(text).toContain(digest);
  });
});

test("the times that the kit took are printed beside those of a person", () => {
  const text = markdownOf(compose(bookFacts({ measured: new Map([["stand-up", 61], ["restore-data", 600]]) })));
  expect(text).toMatch(/Stand the mirror up in Google Cloud \| at once \| 20 min \| 61 s \|/);
  expect(text).toMatch(/\| 1 h \| 10 min \|/);
});

test("each step comes after those that it needs", () => {
  const steps = bookFacts().runs["failover"] ?? [];
  const ordered = inOrder(steps.toReversed());
  for (const [at, step] of ordered.entries()) for (const need of step.needs) expect(ordered.slice(0, at).map(({ id }) => id)).toContain(need);
  expect(ordered).toHaveLength(steps.length);
});

test("a run whose steps nobody described is printed with a gap, not left out", () => {
  const text = markdownOf(compose(bookFacts({ runs: { failover: [{ id: "new-step", title: "Something new", needs: [] }] } })));
  expect(text).toContain("Nobody has written down how `new-step` is done by hand");
});

test("a company without a database at RDS has no chapter about restoring one", () => {
  const { aws: _, ...settings } = bookPlace().settings;
  expect(compose(bookFacts({ place: { ...bookPlace(), settings } })).chapters.map(({ title }) => title).join()).not.toContain("Only the database");
});

describe("people's own words", () => {
  const book = compose(bookFacts());

  test("are no marks of Markdown", () => {
    expect(markdownOf(book)).toContain(String.raw`vault 'Operations' \| entry \<DNS\>`);
  });

  test("are no marks of HTML", () => {
    const html = htmlOf(book);
    expect(html).toContain("entry &lt;DNS&gt;");
    expect(html).not.toContain("<DNS>");
  });

  test("HTML needs no script and nothing from elsewhere", () => {
    expect(htmlOf(book)).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
  });
});

describe("whom to call", () => {
  const contacts = readContacts(`version: 1
people:
  - { id: ana, name: Ana | Example, role: operations, mobile: "+442079460123", email: ana@example.com, timeZone: Europe/London, deputy: ben }
  - { id: ben, name: Ben Example, role: engineer, mobile: "+442079460124", timeZone: Europe/London }
teams:
  - { id: operations, name: Operations, members: [ana] }
vendors:
  - { id: aws, name: AWS, account: "123456789012", support: Business, url: "https://console.aws.amazon.com/support" }
`, "contacts.yaml");

  test("stands in order, with deputies, vendors and a way to reach each", () => {
    if ("problems" in contacts) throw new Error(contacts.problems.join("\n"));
    const text = markdownOf(compose(bookFacts({ people: [callingListChapter(contacts.value, { contacts: 3, customers: 2 })], firstCalls: firstCalls(contacts.value) })));
    expect(text).toContain(String.raw`| 1 | Ana \| Example, operations | +44 20 7946 0123 (mobile), ana@example.com | Europe/London | Ben Example +44 20 7946 0124 (mobile) |`);
    expect(text).toContain("| AWS | Business | 123456789012 |");
    expect(text).toContain("3 designated contacts of 2 customers");
    expect(text).toMatch(/\*\*Call first\*\*\n\nAna \| Example {2}\n\+44 20 7946 0123/);
  });
});

test.each([
  ["דנה לוי", "ana (דנה לוי), operations"],
  ["李小龍", "ana (李小龍), operations"],
  ["Ana 🐉", "ana (Ana 🐉), operations"],
  ["Łukasz Nguyễn-Ďábel", "Łukasz Nguyễn-Ďábel, operations"],
  ["Ελένη Шевченко", "Ελένη Шевченко, operations"],
])("a name that the PDF has no letters for has its id before it: %s", (name, shown) => {
  const contacts = readContacts(`version: 1\npeople: [{ id: ana, name: "${name}", role: operations, mobile: "+442079460123", timeZone: Europe/London }]\nteams: [{ id: t, name: T, members: [ana] }]\n`, "contacts.yaml");
  if ("problems" in contacts) throw new Error(contacts.problems.join("\n"));
  const book = compose(bookFacts({ people: [callingListChapter(contacts.value, null)], firstCalls: firstCalls(contacts.value) }));
  expect(htmlOf(book)).toContain(`<td>${shown}</td>`);
  expect(htmlOf(book)).toContain("+44\u00a020\u00a07946\u00a00123 (mobile)");
  expect(boxedWords(book) > 0).toBe(shown.startsWith("ana "));
});

test("the plan's numbers are the company's own", () => {
  const place = bookPlace();
  const declaration = declarationSection.parse({ locations: { atLeast: 3, minutes: 45 }, gate: { hours: 12 }, secondPerson: true });
  const text = markdownOf(compose(bookFacts({ place: { ...place, settings: { ...place.settings, declaration } } })));
  for (const words of ["at least 3 locations, in every look of 45 minutes", "down for 12 hours", "A second person must confirm"]) expect(text).toContain(words);
});
