import { expect, test } from "vitest";
import { triage } from "../../../scripts/core/triage.ts";
import { changesSince } from "../../../scripts/core/triage/changes.ts";
import { triageHtml } from "../../../scripts/core/triage/html.ts";
import { newsOf, rowsOf } from "../../../scripts/core/triage/live-rows.ts";
import { triageText } from "../../../scripts/core/triage/text.ts";
import { at, observed } from "../../support/triage-world.ts";

const decide = (...faults: Parameters<typeof observed>) => triage(observed(...faults), { service: "shop", at });

test("the verdict and what to do come first, and no line is wider than the paper", () => {
  const lines = triageText(decide(["database-gone"]), 100).split("\n");
  expect(lines.slice(0, 3)).toEqual(["shop, 2026-11-26 03:00:00 UTC", "", "verdict: the database (high confidence)"]);
  expect(lines).toContain("next: failover restore-db");
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

test("the table has a word in each cell, so that neither sign nor colour stands alone", () => {
  const text = triageText(decide(["cache-gone"]), 120);
  expect(text).toContain("ElastiCache: does the cache answer: it");
  expect(text).toMatch(/x down/);
  expect(text).toMatch(/\+ up/);
});

test("a prober without a network says that it cannot see", () => {
  expect(triageText(decide(["operator-cut"]), 100)).toContain("verdict: I cannot see");
});

test("the page stands alone: one file, no script, no address, light and dark, fit to print, each cell with its word", () => {
  const page = triageHtml(decide(["edge-down", "cache-gone"]));
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import|https?:/);
  expect(page).toContain("prefers-color-scheme: dark");
  expect(page).toContain("@media print");
  const cells = [...page.matchAll(/<td class="(\w+)"><b>([^<]+)<\/b>/g)];
  expect(cells.length).toBeGreaterThan(40);
  for (const [, state = "", words = ""] of cells) expect(words).toContain(state);
  const opened = (tag: string) => page.split(`<${tag}`).length - 1;
  for (const tag of ["table", "tbody", "ul", "main", "h2"]) expect([tag, opened(tag)]).toEqual([tag, page.split(`</${tag}>`).length - 1]);
  const columns = new Set([...page.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) => row.split(/<t[hd][ >]/).length));
  expect(columns.size).toBe(1);
});

test("what others said cannot break out of the page", () => {
  const evil = observed([]).map((one) => (one.probe === "own-http" ? { ...one, value: '<script>alert("x")</script>' } : one));
  expect(triageHtml(triage(evil, { service: "shop", at }))).not.toContain("<script");
});

test("watching shows what has changed and nothing else", () => {
  const well = decide([]);
  expect(changesSince(well, well)).toBe("03:00:00 UTC  still nothing wrong is seen (high confidence)");
  const gone = changesSince(well, decide(["search-gone"])).split("\n");
  expect(gone[0]).toContain("now the search (high confidence); was nothing wrong is seen");
  expect(gone).toContain("  x down, was up: one thing it needs, by its own word, search, from warden: down");
});

test("the first answers are rows while the rest is still looked at", () => {
  const seen = observed(["database-gone"]).slice(0, 12);
  expect(rowsOf(seen)[0]).toContain("this place's own link");
  expect(newsOf(seen.slice(0, 1))).toBe("+ up  this place's own link, link from this machine");
});
