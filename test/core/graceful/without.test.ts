import { expect, test } from "vitest";
import { WITHOUT_FINAL_EXPORT } from "../../../scripts/core/graceful/without.ts";
import type { Json } from "../../../scripts/core/journal.ts";
import { replay, type RunState } from "../../../scripts/core/replay.ts";
import { finalExportOf } from "../../../scripts/core/status.ts";

const made = { exported: true, id: "b-final", snapshotAt: "2026-11-26T05:18:43Z", bytes: 6, writtenSince: 0, notes: [] };
const done = (output: Json) => ({ at: "done", attempt: 1, since: "", output }) as const;
const run = (outputs: Readonly<Record<string, Json>>, isWithout: boolean): RunState => ({
  ...replay([]),
  steps: new Map(Object.entries(outputs).map(([id, output]) => [id, done(output)])),
  decisions: new Map(isWithout ? [[WITHOUT_FINAL_EXPORT, { seq: 1, at: "", who: "ana", what: { step: "final-export", who: "ana", because: "it is damaged" }, why: "it is damaged" }]] : []),
});

test("nobody is told that a last export holds everything when another backup was restored", () => {
  expect(finalExportOf(run({ "final-export": made, "choose-backup": { id: "b-final" } }, false))).toContain("it holds everything");
  expect(finalExportOf(run({ "final-export": made }, true))).toBe("final export b-final is not restored: ana chose to go on without it: it is damaged");
  expect(finalExportOf(run({ "final-export": made, "choose-backup": { id: "b-older" } }, true))).toBe("final export b-final is not restored, but b-older: ana chose to go on without it: it is damaged");
});

test("where it is the newest sound backup after all, it is told as it is; one that was never made, with the reason", () => {
  expect(finalExportOf(run({ "final-export": made, "choose-backup": { id: "b-final" } }, true))).toContain("it holds everything");
  expect(finalExportOf(run({ "final-export": { exported: false, because: "ana chose to go on without it: dark" } }, true))).toBe("no final export: ana chose to go on without it: dark");
  expect(finalExportOf(run({}, true))).toBeUndefined();
});
