import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drillReport, type DrillReport } from "../../../lab/drill/report.ts";
import { writeReport } from "../../../lab/drill/write-report.ts";
import type { Looked } from "../../../lab/leaks/look-for-secrets.ts";
import { needlesFor } from "../../../lab/leaks/needles.ts";

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "report-"))));
afterEach(() => rm(directory, { recursive: true }));

const needles = needlesFor([{ name: "SHOP_PASSWORD", texts: ["correct-horse-battery"] }]);
const looked: Looked = { secrets: ["SHOP_PASSWORD"], commandLineLooks: 9, looked: [{ kind: "command lines", places: 40, bytes: 2e6 }], found: [], atHome: [] };
const at = "2026-11-25T08:00:00.000Z";

const assembled = (what: string) => (secrets: Looked): DrillReport => ({
  schema: "failover-kit/drill-report/1",
  drill: "d1", run: "r1", startedAt: at, seconds: 90,
  verdict: secrets.found.length === 0 ? "passed" : "failed",
  because: secrets.found.map(({ place }) => place),
  rto: { clientSeconds: 30, unendedSeconds: 0, declaredToGoodSeconds: 20, declaredToWriteSeconds: 25, phases: [], criticalPath: [], criticalPathSeconds: 20 },
  rpo: { backup: { id: "b1", snapshotAt: at }, exportBegunAt: at, acknowledged: 1, acknowledgedInTheDark: 0, recovered: 1, lostBeforeBackup: 0, lostAfterBackup: 0, lost: [], seconds: 1, receipts: "none" },
  objects: { promised: 1, readable: 1, missingBeforeBackup: 0, missingAfterBackup: 0, missing: [] },
  mirror: { acknowledged: 1, recovered: 1 },
  tables: [],
  unproxiedName: { name: "direct.example.com", seconds: null },
  timeline: [{ at, what }],
  egressAttempts: 0,
  secrets,
  leftBehind: [],
});

const written = (name: string) => readFile(join(directory, name), "utf8");

test("the report says what was searched, and how often", async () => {
  expect(await writeReport(directory, assembled("AWS goes dark"), { looked, needles })).toMatchObject({ verdict: "passed" });
  expect(drillReport.parse(JSON.parse(await written("report.json"))).secrets).toEqual(looked);
  expect(await written("report.md")).toContain("| searched for 1 secrets | none found outside of 0 files meant for them: command lines 40 (2 MB; 9 looks at the command lines) |");
});

test("a report that would show a secret is a finding itself, and shows none", async () => {
  const report = await writeReport(directory, assembled("the exporter says correct-horse-battery"), { looked, needles });
  expect(report).toMatchObject({ verdict: "failed", secrets: { found: [{ place: "drill: report.json", secret: "SHOP_PASSWORD" }, { place: "drill: report.md" }] } });
  for (const name of ["report.json", "report.md"]) expect(await written(name)).not.toContain("correct-horse");
  expect(await written("report.md")).toContain("the exporter says [SHOP_PASSWORD]");
});
