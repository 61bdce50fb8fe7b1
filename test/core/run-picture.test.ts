import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../scripts/core/one-line.ts";
import { runPicture } from "../../scripts/core/run-picture.ts";
import type { Phase, Try } from "../../scripts/core/run-report.ts";
import { timeAxis } from "../../scripts/core/time-axis.ts";

const instant = (second: number) => new Date(Date.parse("2026-11-25T17:00:00Z") + second * 1000).toISOString();
const attempt = (from: number, to: number | null, ended: Try["ended"] = "done"): Try => ({ startedAt: instant(from), endedAt: to === null ? null : instant(to), ended: to === null ? null : ended });
const phase = (id: string, first: number, last: number, ...tries: readonly Try[]): Phase => ({ id, startedAt: instant(first), seconds: last - first, attempts: tries.length, tries });

const run = {
  phases: [
    phase("stand-up", 0, 20, attempt(0, 6, "failed"), attempt(10, 20)),
    phase("choose-backup", 0, 3, attempt(0, 3)),
    phase("configure-hosts", 20, 3010, attempt(20, null), attempt(3000, 3010)),
    phase("restore-data", 20, 50, attempt(20, 50)),
    phase("start-app", 3010, 3013, attempt(3010, 3013)),
    phase("open-writes", 3013, 3013, attempt(3013, null)),
  ],
  criticalPath: ["stand-up", "configure-hosts", "start-app"],
  criticalPathSeconds: 3013,
};

test("shows side by side what ran side by side, what failed, what was cut short, and leaves out the night between", () => {
  expect(runPicture(run, { columns: 80, unicode: true }).join("\n")).toMatchInlineSnapshot(`
    "  17:00:00Z  stand-up         ██x   ██████                  ┊             20.0 s
      17:00:00Z  choose-backup    ░                             ┊              3.0 s
      17:00:20Z  configure-hosts              ··················┊██████     2990.0 s
      17:00:20Z  restore-data                 ░░░░░░░░░░░░░░░░░░┊             30.0 s
      17:50:10Z  start-app                                      ┊      ██      3.0 s
      17:50:13Z  open-writes                                    ┊        ·     0.0 s
                                  0:00                               50:13

      █ the critical path, 3013.0 s: nothing else made the outage longer
      ░ beside it   x failed   · cut short, or not ended yet
      ┊ nothing at work for 49:10
      more than one attempt: stand-up (2), configure-hosts (2)"
  `);
});

test("on a narrow page without more than ASCII", () => {
  expect(runPicture(run, { columns: 60, unicode: false }).join("\n")).toMatchInlineSnapshot(`
    "  stand-up         #x  #####              :           20.0 s
      choose-backup    -                      :            3.0 s
      configure-hosts           ..............:#####    2990.0 s
      restore-data              --------------:           30.0 s
      start-app                               :     #      3.0 s
      open-writes                             :      .     0.0 s
                       0:00                      50:13

      # the critical path, 3013.0 s: nothing else made the
      outage longer
      - beside it   x failed   . cut short, or not ended yet
      : nothing at work for 49:10
      more than one attempt: stand-up (2), configure-hosts (2)"
  `);
  expect(runPicture(run, { columns: 60, unicode: false }).join("")).toMatch(/^[ -~]*$/);
});

test("of a run in which nothing ran is empty", () => {
  expect(runPicture({ phases: [], criticalPath: [], criticalPathSeconds: 0 }, { columns: 80, unicode: true })).toEqual([]);
});

const runs = fc.array(fc.tuple(fc.nat(100_000), fc.nat(10_000), fc.constantFrom<Try["ended"]>("done", "failed", null), fc.nat(50_000)), { minLength: 1, maxLength: 13 }).map((steps) =>
  steps.map(([from, takes, ended, pause], index) => phase(`step-${index}`, from, from + takes + pause + 1, attempt(from, ended === null ? null : from + takes, ended), attempt(from + takes + pause, from + takes + pause + 1))),
);

test("never is wider than the page, and shows every step", () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 60, max: 200 }), fc.boolean(), (phases, columns, unicode) => {
      const lines = runPicture({ phases, criticalPath: ["step-0"], criticalPathSeconds: 1 }, { columns, unicode });
      expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
      for (const { id } of phases) expect(lines.some((line) => new RegExp(` ${id} .*[-#░█.·x]`).test(line))).toBe(true);
    }),
  );
});

describe("the axis", () => {
  const spans = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(100_000)).map(([from, takes]) => ({ from, to: from + takes })), { minLength: 1, maxLength: 20 });

  test("keeps the order of time and stays on its columns", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 10, max: 150 }), (work, columns) => {
        const { column, pauses } = timeAxis(work, columns);
        const moments = work.flatMap(({ from, to }) => [from, to]).toSorted((a, b) => a - b).map(column);
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        for (const at of [...moments, ...pauses.map((pause) => pause.column)]) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThan(columns);
        }
      }),
    );
  });

  test("gives as much room as time, and one column to a long pause", () => {
    const { column, pauses } = timeAxis([{ from: 0, to: 10_000 }, { from: 1_000_000, to: 1_010_000 }], 41);
    expect([0, 5_000, 10_000, 1_000_000, 1_005_000].map(column)).toEqual([0, 10, 20, 21, 31]);
    expect(pauses).toEqual([{ column: 20, milliseconds: 990_000 }]);
  });

  test("takes a short pause as it is", () => {
    const { column, pauses } = timeAxis([{ from: 0, to: 10_000 }, { from: 11_000, to: 20_000 }], 40);
    expect([column(10_000), column(11_000), pauses]).toEqual([20, 22, []]);
  });
});
