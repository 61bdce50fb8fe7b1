import { expect, test } from "vitest";
import { sheetText } from "../../../scripts/core/declaration/sheet.ts";
import { shortTimes } from "../../../scripts/core/declaration/short-times.ts";
import { nightSheet } from "../../support/night-sheet.ts";

const nights = [
  ["the source is silent", {}],
  ["the source answers", { mode: "graceful" }],
  ["the other mode was asked for", { mode: "graceful", wanted: "ungraceful" }],
  ["there is hardly any evidence", { story: [] }],
] as const;

/** A sheet of A4 holds so many lines of 80 letters; these nights have more to tell than most. */
const ONE_PAGE = 60;

test.each(nights)("when %s, go or wait is one page of 80 columns, and no line is wider than the paper", (_, night) => {
  const lines = sheetText(nightSheet(night), { columns: 80, unicode: true }).split("\n");
  expect(lines.length).toBeLessThanOrEqual(ONE_PAGE);
  for (const columns of [80, 60]) for (const line of sheetText(nightSheet(night), { columns, unicode: false }).split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
});

test.each(nights)("when %s, nothing that decides is left out for want of room", (_, night) => {
  const sheet = nightSheet(night);
  const text = sheetText(sheet, { columns: 80, unicode: true });
  const words = text.replaceAll(/\s+/g, " ");
  const { evaluation, mode, plan } = sheet;
  for (const fact of [plan.digest, evaluation.digest, mode.digests.graceful, mode.digests.ungraceful, ...plan.steps, ...sheet.comingBack, ...mode.because, mode.means, mode.wanted === null ? mode.otherwise : `${mode.proposed}, as was proposed`]) expect(words).toContain(fact);
  for (const told of [...evaluation.asks, ...evaluation.notes, ...evaluation.rules.map(({ because }) => because), evaluation.scope.because, ...sheet.findings.map(({ says }) => says)]) expect(words).toContain(shortTimes(told, evaluation.at));
  expect(text).toContain(`failover declare --approve ${plan.digest}`);
});

test("what a person must judge stands right below the answer", () => {
  const [, answer, first] = sheetText(nightSheet(), { columns: 80, unicode: true }).split("\n");
  expect(answer).toContain("once you have judged");
  expect(first).toMatch(/^ {2}judge +nothing is known of 69 min, 01:11Z to 02:20Z/);
});

test("the command can be copied as it stands, whatever it overrides", () => {
  const text = sheetText(nightSheet({ story: [] }), { columns: 60, unicode: true });
  expect(text).toMatch(/\n {2}failover declare --approve 1a2b3c4d5e6f \\\n {4}--override disaster --override gate --because "…"\n/);
});

test("of many remarks on the evidence the first stand there, and how many more there are", () => {
  const sheet = nightSheet();
  const notes = ["one", "two", "three", "four", "five"];
  expect(sheetText({ ...sheet, evaluation: { ...sheet.evaluation, notes } }, { columns: 80, unicode: true })).toMatch(/note +three\n +and 2 notes more\n/);
});

test.each([
  ["since 2026-11-27T02:22:00.000Z", "since 02:22Z"],
  ["since 2026-11-26T01:30:59Z", "since 26 Nov 01:30Z"],
  ["since 2025-12-31T23:59Z", "since 31 Dec 2025 23:59Z"],
  ["backup 20261127T003000Z-0a1b2c of 2026-11-27", "backup 20261127T003000Z-0a1b2c of 2026-11-27"],
])("'%s' reads '%s' on a page of the 27th", (text, short) => expect(shortTimes(text, "2026-11-27T03:00:00.000Z")).toBe(short));
