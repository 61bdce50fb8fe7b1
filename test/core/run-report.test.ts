import { expect, test } from "vitest";
import type { Entry, Event } from "../../scripts/core/journal.ts";
import { nextEntry } from "../../scripts/core/journal-line.ts";
import { replay } from "../../scripts/core/replay.ts";
import { reportText } from "../../scripts/core/report-text.ts";
import { runReport } from "../../scripts/core/run-report.ts";

const timed = (...events: readonly (readonly [number, Event])[]) =>
  events.reduce<readonly Entry[]>((entries, [second, event]) => [...entries, nextEntry(entries, { at: new Date(second * 1000).toISOString(), epoch: 1 }, event)], []);

const entries = timed(
  [0, { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" }],
  [1, { type: "decision", decision: "declare", who: "ana", what: { preApproved: [] }, why: "AWS is dark" }],
  [2, { type: "step-begun", step: "stand-up", attempt: 1 }],
  [2, { type: "step-begun", step: "choose-backup", attempt: 1 }],
  [3.5, { type: "step-done", step: "choose-backup", output: { id: "b1" } }],
  [4, { type: "step-failed", step: "stand-up", code: "COMMAND_FAILED", what: "quota" }],
  [60, { type: "step-begun", step: "stand-up", attempt: 2 }],
  [62.25, { type: "step-done", step: "stand-up", output: null }],
  [63, { type: "step-begun", step: "restore-data", attempt: 1 }],
);
const graph = [
  { id: "stand-up", needs: [] },
  { id: "choose-backup", needs: [] },
  { id: "restore-data", needs: ["stand-up", "choose-backup"] },
];
const begun = replay(entries).begun ?? { run: "", pipeline: "", planDigest: "", at: "" };

test("counts each step from its first beginning to its end, with its attempts", () => {
  expect(runReport(begun, entries, graph)).toEqual({
    schema: "failover-kit/run-report/1",
    run: "r1",
    protection: null,
    mode: null,
    finalExport: null,
    planDigest: "abc",
    begunAt: "1970-01-01T00:00:00.000Z",
    endedAt: null,
    outcome: "open",
    phases: [
      { id: "stand-up", startedAt: "1970-01-01T00:00:02.000Z", seconds: 60.25, attempts: 2, tries: [
        { startedAt: "1970-01-01T00:00:02.000Z", endedAt: "1970-01-01T00:00:04.000Z", ended: "failed" },
        { startedAt: "1970-01-01T00:01:00.000Z", endedAt: "1970-01-01T00:01:02.250Z", ended: "done" },
      ] },
      { id: "choose-backup", startedAt: "1970-01-01T00:00:02.000Z", seconds: 1.5, attempts: 1, tries: [{ startedAt: "1970-01-01T00:00:02.000Z", endedAt: "1970-01-01T00:00:03.500Z", ended: "done" }] },
      { id: "restore-data", startedAt: "1970-01-01T00:01:03.000Z", seconds: 0, attempts: 1, tries: [{ startedAt: "1970-01-01T00:01:03.000Z", endedAt: null, ended: null }] },
    ],
    criticalPath: ["stand-up", "restore-data"],
    criticalPathSeconds: 60.25,
    decisions: [{ decision: "declare", at: "1970-01-01T00:00:01.000Z", who: "ana", what: { preApproved: [] }, why: "AWS is dark" }],
    outputs: { "stand-up": null, "choose-backup": { id: "b1" } },
  });
});

test("what goes on after service is back is not on the critical path", () => {
  const back = { id: "restore-data", needs: ["choose-backup"], endsOutage: true } as const;
  const report = runReport(begun, entries, [{ id: "stand-up", needs: [] }, { id: "choose-backup", needs: [] }, back]);
  expect(report.criticalPath).toEqual(["choose-backup", "restore-data"]);
});

test("a clock that was set back meanwhile, or a colleague's that is behind, makes no step shorter than nothing, and the picture is drawn", () => {
  const setBack = timed(
    [1000, { type: "run-begun", run: "r1", pipeline: "failover", planDigest: "abc" }],
    [1001, { type: "step-begun", step: "stand-up", attempt: 1 }],
    [1002, { type: "step-begun", step: "choose-backup", attempt: 1 }],
    [1004, { type: "step-done", step: "choose-backup", output: null }],
    [200, { type: "step-done", step: "stand-up", output: null }],
    [201, { type: "step-begun", step: "restore-data", attempt: 1 }],
    [150, { type: "step-done", step: "restore-data", output: null }],
    [151, { type: "run-ended", outcome: "done" }],
  );
  const report = runReport(begun, setBack, graph);
  expect(report.phases.map(({ id, seconds }) => [id, seconds])).toEqual([["stand-up", 0], ["choose-backup", 2], ["restore-data", 0]]);
  expect(report.criticalPathSeconds).toBe(2);
  for (const columns of [20, 80]) expect(reportText(report, { columns, unicode: true })).toContain("restore-data");
});

test("reads well in a terminal", () => {
  expect(reportText(runReport(begun, entries, graph), { columns: 80, unicode: true })).toMatchInlineSnapshot(`
    "Run r1: open; plan abc

      00:00:01Z  declare, by ana: AWS is dark

      00:00:02Z  stand-up       ████████████████x┊███████████████████         60.3 s
      00:00:02Z  choose-backup  ░░░░░░░░░░░░     ┊                             1.5 s
      00:01:03Z  restore-data                    ┊                         ·   0.0 s
                                0:00                                    1:01

      █ the critical path, 60.3 s: nothing else made the outage longer
      ░ beside it   x failed   · cut short, or not ended yet
      ┊ nothing at work for 0:56
      more than one attempt: stand-up (2)"
  `);
});

test("the comparison with the source stands below the picture, a class of objects a line", () => {
  const fidelity = [{ database: "shop", classes: [{ objects: "owners", same: 7, mapped: 1, missing: 0, different: 0, extra: 0 }], mapped: ["owners: table t: rdsadmin's, now shop's"], unlisted: 0 }];
  const text = reportText({ ...runReport(begun, entries, graph), outputs: { "verify-data": { backup: "b1", fidelity } } }, { columns: 80, unicode: false });
  expect(text).toMatch(/shop against its source/);
  expect(text).toMatch(/owners +7 +1 +0 +0 +0/);
  expect(text).toContain("mapped: owners: table t: rdsadmin's, now shop's");
});
