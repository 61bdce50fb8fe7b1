import { describe, expect, test } from "vitest";
import { evaluate } from "../../../scripts/core/declaration/evaluate.ts";
import { cellsOf, timelineOf } from "../../../scripts/core/declaration/timeline.ts";
import { timelineSvg } from "../../../scripts/core/declaration/timeline-svg.ts";
import { timelineText } from "../../../scripts/core/declaration/timeline-text.ts";
import type { Told } from "../../../scripts/core/evidence.ts";
import { displayWidth } from "../../../scripts/core/one-line.ts";
import { minute, report, rules, seen, seenFrom, verdictsFrom } from "../../support/evidence.ts";

const panels = (told: readonly Told[], at: number) => timelineOf(told, rules, { answers: evaluate(told, rules, minute(at)).rules, now: minute(at) });
const up = { frankfurt: "up", warden: "up" } as const;
const down = { frankfurt: "down", warden: "down" } as const;
const outage = [...seenFrom(0, 29, up), ...seenFrom(30, 44, down), ...seenFrom(50, 60, { frankfurt: "down", warden: "degraded" }), report(52, "acme"), report(52.2, "bolt"), ...verdictsFrom(0, 60, "down")];

test("an outage is seen at a glance: who saw what when, where nobody looked, and when customers called", () => {
  expect(timelineText(panels(outage, 60), { columns: 76, unicode: true })).toMatchInlineSnapshot(`
    [
      "  The service, 60 min up to 2026-11-26T02:00:00Z",
      "  frankfurt  ───────────────────────────────███████████████·····██████████",
      "  warden     ───────────────────────────────███████████████····▒▒▒▒▒▒▒▒▒▒▒",
      "  customers                                                      11",
      "             01:00Z                                                 02:00Z",
      "",
      "  AWS, 3.4 h up to 2026-11-26T02:00:00Z",
      "  aws                                                   ██████████████████",
      "             22:36Z                                                 02:00Z",
      "",
      "  █ DOWN   ▒ degraded   ─ up   · unknown   1-9 reports",
    ]
  `);
});

describe.each([30, 60, 80, 200])("on %i columns", (columns) => {
  test.each([true, false])("it fits, with unicode: %s", (unicode) => {
    const lines = timelineText(panels(outage, 60), { columns, unicode }).filter((line) => /^ {2}(frankfurt|warden|customers|aws)/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, 35));
  });
});

test("on a telephone's forty columns every line fits, however long a place's name is", () => {
  const places = { "probe-outside-frankfurt-2": "down", warden: "up" } as const;
  for (const unicode of [true, false]) {
    const lines = timelineText(panels([...seenFrom(0, 60, places), ...verdictsFrom(0, 60, "down")], 60), { columns: 40, unicode });
    expect(lines.filter((line) => displayWidth(line) > 40)).toEqual([]);
    expect(lines.join(" ").replace(/\s+/g, " ")).toContain("The service, 60 min up to 2026-11-26T02:00:00Z");
    expect(lines.filter((line) => line.includes("1-9 reports"))).toHaveLength(1);
  }
});

test("one good look in a long outage is not drawn over", () => {
  const row = panels([...seenFrom(0, 30, down), seen(31, up), ...seenFrom(32, 60, down)], 60)[0]?.rows[0];
  if (row === undefined) throw new Error("there is a row");
  expect(cellsOf(row, { from: minute(0), to: minute(60) }, 10).map(({ state }) => state)).toContain("up");
});

test("nothing is drawn where nothing is known", () => {
  expect(timelineText(panels([], 60), { columns: 80, unicode: true })).toEqual([]);
});

test("as a file it needs nothing else, and a label cannot break it", () => {
  const svg = timelineSvg([{ title: "<b>", from: 0, to: 1000, rows: [{ label: '"&<', stretches: [{ from: -5, to: 500, state: "down" }], moments: [700] }] }]);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain("&quot;&amp;&lt;");
  expect(svg).not.toMatch(/<b>|NaN|Infinity/);
});
