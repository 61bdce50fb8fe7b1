import { createHash } from "node:crypto";
import { join } from "node:path";
import { FailoverError } from "../core/errors.ts";
import type { Json } from "../core/journal.ts";
import { planDocument, type Covered, type PlanDocument } from "../core/plan-document.ts";
import { settingsForPlan } from "../core/settings.ts";
import type { Files } from "../ports.ts";
import type { Pipeline, Step } from "../steps/step.ts";
import type { World } from "../world.ts";
import { inProject, type Project } from "./project.ts";

/** Stands for directories in a plan, so that it is the same for everybody, wherever they keep them. */
const shown = { projectDirectory: "/<project>", runDirectory: "/<run>", ansibleDirectory: "/<kit>/ansible", bundle: "/<kit>/dist/failover.tar" };

/** What a preview names besides may be meant for another host. */
const startedHere: readonly string[] = ["pulumi", "ansible-playbook", "ssh"];

/** Which kind of run is planned, and what a person chose for it. */
export type Wanted = { readonly pipeline: string; readonly given?: Json | undefined };

export type Plan = PlanDocument & { readonly pipeline: Pipeline; readonly steps: readonly Step[]; /** What each step would start on this machine, by its id. */ readonly programs: ReadonlyMap<string, readonly string[]> };

/** What such a run of this project would do now. Reads files only; needs no variable, no cloud and no tool. */
export async function makePlan(project: Project, world: Pick<World, "files" | "kit" | "pipeline">, { pipeline: name, given }: Wanted): Promise<Plan> {
  const { written } = project;
  const pipeline = await world.pipeline(name);
  const { steps } = pipeline;
  const settings = settingsForPlan(written);
  const previewed = steps.map((step) => ({ ...step, commands: step.preview({ settings, given, ...shown }) }));
  const programs = new Map(previewed.map(({ id, commands }) => [id, commands.map(({ file }) => file).filter((file) => startedHere.includes(file))]));
  const document = planDocument({
    pipeline: name,
    service: written.service,
    choice: pipeline.describe({ settings, given }),
    covers: await covered(project, pipeline.covers, world),
    steps: previewed,
  });
  return { ...document, text: document.text.replaceAll(/\/(?=<(?:project|run|kit)>)/g, ""), pipeline, steps, programs };
}

/** Not the `dns` stack's file: it says where names point, which is what a run changes. */
async function covered(project: Project, stacks: readonly string[], { files, kit }: Pick<World, "files" | "kit">): Promise<readonly Covered[]> {
  const own = ["failover.yaml", "Pulumi.yaml", ...stacks, project.written.application.variablesFile];
  return [
    ...(await Promise.all(own.map(async (name) => ({ name, sha256: await fileHash(inProject(project, name), name, files) })))),
    { name: "the kit's playbooks and roles", sha256: await treeHash(kit.ansibleDirectory, files) },
    { name: "the kit's stacks", sha256: await treeHash(kit.infraDirectory, files) },
  ];
}

async function fileHash(path: string, name: string, files: Files): Promise<string> {
  const text = await files.read(path);
  if (text === undefined) throw new FailoverError("FILE_MISSING", { path, purpose: `the plan rests on ${name}` });
  return sha256(text);
}

async function treeHash(directory: string, files: Files): Promise<string> {
  const names = await files.list(directory);
  const hashes = names.map(async (name) => {
    const path = join(directory, name);
    return `${name} ${name.endsWith("/") ? await treeHash(path, files) : sha256((await files.read(path)) ?? "")}`;
  });
  return sha256((await Promise.all(hashes)).join("\n"));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
