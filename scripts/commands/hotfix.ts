import { resolve } from "node:path";
import { quote } from "../core/commands/command.ts";
import { resolveCommit } from "../core/commands/hotfix.ts";
import { FailoverError } from "../core/errors.ts";
import type { HotfixGiven } from "../core/hotfix/given.ts";
import { hotfixOf } from "../core/hotfix/settings.ts";
import { SETTINGS_FILE } from "../core/read-project.ts";
import { makePlan } from "../pipeline/make-plan.ts";
import { inProject, openProject, type Project } from "../pipeline/project.ts";
import type { World } from "../world.ts";
import { beginRun, showPlan } from "./begin-run.ts";
import { reasonIn, type ReasonOptions } from "./reasons.ts";
import type { Handler } from "./row.ts";

type Options = ReasonOptions & { readonly artifact: string | undefined; readonly ref: string | undefined; readonly side: string; readonly approve: string | undefined; readonly who: string | undefined; readonly json: boolean };

/** Shows how a release would be put on the hosts; with the digest, opens the run and carries it out at once. */
export const handler: Handler<Options> = async (options, world) => {
  const project = await openProject(options.project, world);
  const given: HotfixGiven = { side: options.side === "gcp" ? "gcp" : "aws", from: await madeOf(project, options, world) };
  const plan = await makePlan(project, world, { pipeline: "hotfix", given });
  if (options.approve === undefined) {
    // By the name as it was typed: should it mean another commit by then, the digest is another one, and refused.
    const what = "artifact" in given.from ? `--artifact ${quote(given.from.artifact)}` : `--ref ${quote(given.from.ref)}`;
    return showPlan(plan, { schema: "failover-kit/hotfix-plan/1", given, json: options.json, typed: `failover hotfix ${what} --side ${given.side}` }, world);
  }
  return beginRun(project, options, world, { command: "hotfix", plan, given, approve: options.approve, because: reasonIn(options.because) });
};

/** One content, and no other: a file by its hash, or a commit. */
async function madeOf(project: Project, { artifact, ref }: Options, world: World): Promise<HotfixGiven["from"]> {
  if (artifact !== undefined && ref === undefined) return { artifact: resolve(world.workingDirectory, artifact), sha256: await hashed(project, resolve(world.workingDirectory, artifact), world) };
  if (ref === undefined || artifact !== undefined) throw new FailoverError("HOTFIX_OF_NOTHING", {});
  const { build } = hotfixOf(project.written);
  if (build === undefined) throw new FailoverError("SECTION_MISSING", { file: SETTINGS_FILE, section: "hotfix.build", purpose: "a git ref is built by the company's own command" });
  const repository = inProject(project, build.repository);
  const { exitCode, stdout } = await world.shell.run(resolveCommit(repository, ref));
  if (exitCode !== 0) throw new FailoverError("REF_UNKNOWN", { ref, repository });
  return { ref, commit: stdout.trim() };
}

async function hashed({ written }: Project, path: string, world: World): Promise<string> {
  const { disk } = await world.hostPorts({ endpoint: written.storage.endpoint, project: written.google.project });
  try {
    return (await disk.digest(path)).sha256;
  } catch (error) {
    throw new FailoverError("ARTIFACT_MISSING", { artifact: path, reason: error instanceof Error && "code" in error && error.code === "ENOENT" ? "it is not there" : String(error instanceof Error ? error.message : error) }, { cause: error });
  }
}
