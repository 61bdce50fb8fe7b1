import { join, resolve } from "node:path";
import { buildIn, freshCopy, keepFile, removeCopy, sha256Of, sizeOf } from "../../core/commands/hotfix.ts";
import type { Command } from "../../core/commands/command.ts";
import { FailoverError } from "../../core/errors.ts";
import { readHotfixGiven } from "../../core/hotfix/given.ts";
import { readRelease, type Release } from "../../core/hotfix/outputs.ts";
import { archiveName, releaseName } from "../../core/hotfix/release.ts";
import { hotfixOf } from "../../core/hotfix/settings.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";

type Known = Pick<Context, "settings" | "projectDirectory" | "runDirectory" | "given">;

/** Where a release lies on this machine while a run spreads it. */
export const releasePath = ({ runDirectory }: Pick<Context, "runDirectory">, { name }: Pick<Release, "name">): string => join(runDirectory, "release", name);

const copyPath = ({ runDirectory }: Pick<Context, "runDirectory">): string => join(runDirectory, "build");

/** What is typed to come by the artifact: nothing, or a build of a commit. */
function buildCommands(context: Known): { readonly commands: readonly Command[]; readonly artifact: string; readonly after: readonly Command[] } {
  const { from } = readHotfixGiven(context.given);
  if ("artifact" in from) return { commands: [], artifact: resolve(context.projectDirectory, from.artifact), after: [] };
  const { build } = hotfixOf(context.settings);
  if (build === undefined) throw new FailoverError("SECTION_MISSING", { file: "failover.yaml", section: "hotfix.build", purpose: "a git ref is built by the company's own command" });
  const repository = resolve(context.projectDirectory, build.repository);
  const copy = copyPath(context);
  return { commands: [...freshCopy(repository, from.commit, copy), buildIn(copy, build.command, build.limitMinutes)], artifact: join(copy, build.artifact), after: [removeCopy(repository, copy)] };
}

/** Builds the release, or takes the artifact that was named, under a name that no other content has. */
export const prepareRelease: Step = {
  id: "prepare-release",
  title: "Build and hash the release",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => {
    const { commands, artifact, after } = buildCommands(context);
    return [...commands, sha256Of(artifact), ...after];
  },
  check: async () => undefined,
  run: async (ports, context) => {
    const { shell, operator } = ports;
    const { from } = readHotfixGiven(context.given);
    const { commands, artifact, after } = buildCommands(context);
    for (const command of commands) await succeed(shell, command, (line) => operator.progress("prepare-release", line));
    const sha256 = await hashOf(ports, artifact);
    if ("artifact" in from && sha256 !== from.sha256) throw new FailoverError("ARTIFACT_CHANGED", { artifact, approved: from.sha256, now: sha256 });
    const name = releaseName(artifact, sha256);
    const path = releasePath(context, { name });
    for (const command of keepFile(artifact, path)) await succeed(shell, command);
    const bytes = Number((await succeed(shell, sizeOf(path))).stdout.trim().split(/\s+/)[0]);
    const kept = await hashOf(ports, path);
    if (kept !== sha256) throw new FailoverError("ARTIFACT_CHANGED", { artifact: path, approved: sha256, now: kept });
    for (const command of after) await succeed(shell, command);
    operator.progress("prepare-release", `${name}, ${bytes} bytes`);
    return { name, sha256, bytes };
  },
  recall: async (ports, context, output) => {
    const release = readRelease(output);
    const path = releasePath(context, release);
    if ((await hashOf(ports, path).catch(() => "")) === release.sha256) return;
    await succeed(ports.shell, { file: "mkdir", args: ["-p", join(path, "..")], timeoutSeconds: 60 });
    await ports.objects.readToFile(context.settings.storage.buckets.exports, archiveName(context.settings.service, release), path);
    const sha256 = await hashOf(ports, path);
    if (sha256 !== release.sha256) throw new FailoverError("ARTIFACT_CHANGED", { artifact: path, approved: release.sha256, now: sha256 });
  },
};

const hashOf = async ({ shell }: Pick<Ports, "shell">, path: string): Promise<string> => (await succeed(shell, sha256Of(path))).stdout.slice(0, 64);
