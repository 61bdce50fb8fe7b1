import { pipelineOf, type Mode } from "../../core/graceful/mode.ts";
import type { World } from "../../world.ts";
import { makePlan, type Plan } from "../make-plan.ts";
import type { Project } from "../project.ts";

/** The plan of a failover in each of its modes; the digests differ, so that whoever approves one has read that one. */
export async function plansByMode(project: Project, world: Pick<World, "files" | "kit" | "pipeline">): Promise<Readonly<Record<Mode, Plan>>> {
  const [graceful, ungraceful] = await Promise.all([makePlan(project, world, { pipeline: pipelineOf.graceful }), makePlan(project, world, { pipeline: pipelineOf.ungraceful })]);
  return { graceful, ungraceful };
}
