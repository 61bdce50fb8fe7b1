import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newestReports } from "../../scripts/pipeline/earlier-runs.ts";
import { openProject } from "../../scripts/pipeline/project.ts";
import { kit, projectDirectory, worldOf } from "../support/kit.ts";
import { toyStep } from "../support/world.ts";
import { journalText } from "../support/journal-lines.ts";

const steps = [toyStep({ id: "stand-up" }), toyStep({ id: "restore-data", needs: ["stand-up"] })];

/** A run as its journal on disk tells it: stand-up took so many seconds. */
async function keep(directory: string, run: string, seconds: number, pipeline = "failover") {
  const place = join(directory, ".failover", "runs", run);
  await mkdir(place, { recursive: true });
  await writeFile(
    join(place, "journal.jsonl"),
    journalText(
      [0, { type: "run-begun", run, pipeline, planDigest: "abc" }],
      [0, { type: "step-begun", step: "stand-up", attempt: 1 }],
      [seconds, { type: "step-done", step: "stand-up", output: null }],
      [seconds, { type: "step-begun", step: "restore-data", attempt: 1 }],
    ),
  );
}

const expected = async (directory: string) => {
  const { out } = await kit(directory, steps)("status", "--json");
  return (JSON.parse(out) as { steps: { expectedSeconds: number | null }[] }).steps.map(({ expectedSeconds }) => expectedSeconds);
};

test("what earlier runs took is expected of this one; a step they did not finish is not", async () => {
  const directory = await projectDirectory();
  await keep(directory, "r20260801-000000-aaaa", 20);
  await keep(directory, "r20260901-000000-bbbb", 30);
  await keep(directory, "r20261001-000000-cccc", 500);
  expect(await expected(directory)).toEqual([25, null]);
});

test("an earlier run that cannot be read teaches nothing and stops nothing", async () => {
  const directory = await projectDirectory();
  await keep(directory, "r20260801-000000-aaaa", 20);
  await keep(directory, "r20260901-000000-bbbb", 30);
  await writeFile(join(directory, ".failover", "runs", "r20260901-000000-bbbb", "journal.jsonl"), "torn\nand worse\n");
  await mkdir(join(directory, ".failover", "runs", "r20260902-000000-eeee"));
  await keep(directory, "r20261001-000000-cccc", 500);
  expect(await expected(directory)).toEqual([20, null]);
});

test("the newest runs count", async () => {
  const directory = await projectDirectory();
  for (const [month, seconds] of [100, 100, 100, 10, 10, 10].entries()) await keep(directory, `r20260${month + 1}01-000000-aaaa`, seconds);
  await keep(directory, "r20261001-000000-cccc", 500);
  expect(await expected(directory)).toEqual([10, null]);
});

test("the newest run of a kind is found behind any number of another kind", async () => {
  const directory = await projectDirectory();
  await keep(directory, "r20260101-000000-aaaa", 20);
  for (let day = 10; day < 35; day += 1) await keep(directory, `r202602${String(day)}-000000-bbbb`, 7, "restore-db");
  const world = worldOf(directory, steps);
  const reports = await newestReports(await openProject(undefined, world), world, ["failover"]);
  expect(reports.map(({ run }) => run)).toEqual(["r20260101-000000-aaaa"]);
});
