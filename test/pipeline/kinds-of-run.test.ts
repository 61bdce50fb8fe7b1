import { beforeEach, expect, test } from "vitest";
import { Exit } from "../../scripts/core/exit.ts";
import type { Json } from "../../scripts/core/journal.ts";
import { makePlan } from "../../scripts/pipeline/make-plan.ts";
import { openRun } from "../../scripts/pipeline/open-run.ts";
import { pipelineNamed } from "../../scripts/pipeline/pipelines.ts";
import { openProject } from "../../scripts/pipeline/project.ts";
import type { Step } from "../../scripts/steps/step.ts";
import type { World } from "../../scripts/world.ts";
import { kit, projectDirectory, worldOf } from "../support/kit.ts";
import { toyPipeline, toyStep } from "../support/world.ts";

let directory: string;
beforeEach(async () => void (directory = await projectDirectory()));

/** Two kinds of run; the second is told what to work on. */
const kinds = (seen: (Json | undefined)[]): Pick<World, "pipeline"> => {
  const mend: readonly Step[] = [toyStep({ id: "mend", run: async (_, { given }) => { seen.push(given); return "mended"; } })];
  return { pipeline: async (name) => (name === "mend" ? toyPipeline(mend, "mend") : toyPipeline([toyStep({ id: "move" })], name)) };
};

test("a run is of the kind it was opened as: planned, shown, carried out and reported with that kind's steps and what was chosen for it", async () => {
  const seen: (Json | undefined)[] = [];
  const world = worldOf(directory, [], kinds(seen));
  const failover = kit(directory, [], kinds(seen));
  const project = await openProject(directory, world);
  const given = { snapshot: "s-1" };
  const plan = await makePlan(project, world, { pipeline: "mend", given });
  expect(plan.text).toMatch(/^Plan [0-9a-f]{12}: mend of shop\n\nGiven: {"snapshot":"s-1"}/);
  expect((await makePlan(project, world, { pipeline: "mend", given: { snapshot: "s-2" } })).digest).not.toBe(plan.digest);
  await openRun(project, world, { plan, approve: plan.digest, preApproved: [], who: "ana", because: "the disk is gone", given, wish: { command: "mend" } });

  expect((await failover("status", "--json")).out).toContain('"mend"');
  expect((await failover("run")).code).toBe(Exit.ok);
  expect(seen).toEqual([given]);
  expect((await failover("report", "--json")).out).toContain('"mend": "mended"');
});

test("a second run is refused while one of another kind is open", async () => {
  const world = worldOf(directory, [], kinds([]));
  const project = await openProject(directory, world);
  const plan = await makePlan(project, world, { pipeline: "mend" });
  const open = () => openRun(project, world, { plan, approve: plan.digest, preApproved: [], who: "ana", because: "x", wish: { command: "mend" } });
  await open();
  await expect(open()).rejects.toMatchObject({ code: "RUN_ALREADY_OPEN" });
  const failover = kit(directory, [], kinds([]));
  const { digest } = JSON.parse((await failover("plan", "--json")).out) as { digest: string };
  expect((await failover("declare", "--approve", digest, "--because", "x")).said).toContain("RUN_ALREADY_OPEN");
});

test("a kind that only a newer kit knows is refused by its name", () => {
  expect(() => pipelineNamed("restore-moon")).toThrow("PIPELINE_UNKNOWN: the run is a 'restore-moon'");
});
