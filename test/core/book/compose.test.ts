import { describe, expect, test } from "vitest";
import { inOrder } from "../../../scripts/core/book/chapters/step-by-step.ts";
import { compose } from "../../../scripts/core/book/compose.ts";
import { htmlOf } from "../../../scripts/core/book/html.ts";
import { markdownOf } from "../../../scripts/core/book/markdown.ts";
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
