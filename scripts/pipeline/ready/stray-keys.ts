import { isExpected, type FailoverError } from "../../core/errors.ts";
import { unknown } from "../../core/ready/finding.ts";
import { isNamedLikeKey, isPrivateKey, isStrayObject, strayKeysFindings } from "../../core/ready/stray-keys.ts";
import type { Command } from "../../core/commands/command.ts";
import { settingsSecrets } from "../../core/secret-sources.ts";
import { inProject, settingsFor } from "../project.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";
import { topNames } from "./top-names.ts";

const GIT_SECONDS = 20;

/** Whether a private key lies where it must not, beside the archive or in what the project's people share, or open to others here. */
export const strayKeys: Check = {
  id: "stray-keys",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const [buckets, committed, open] = await Promise.all([inBuckets(eyes).catch(asTrouble), inGit(eyes), openHere(eyes)]);
    if (!("trouble" in buckets)) return strayKeysFindings({ ...buckets, committed, open });
    // What was found without the store is told all the same.
    if (committed.length + open.length === 0) throw buckets.trouble;
    const { what, next } = buckets.trouble.advice;
    return [...strayKeysFindings({ objects: [], partly: [], committed, open }), unknown("stray-keys", what, next)];
  },
};

function asTrouble(error: unknown): { readonly trouble: FailoverError } {
  if (!isExpected(error)) throw error;
  return { trouble: error };
}

async function inBuckets({ project, world }: Eyes) {
  const { listing } = await world.outside(settingsFor(project, world, []), world.stop);
  const looked = await Promise.all(Object.values(project.written.storage.buckets).filter((bucket) => bucket !== undefined).map(async (bucket) => ({ bucket, ...(await topNames(listing, bucket)) })));
  return {
    objects: looked.flatMap(({ bucket, names }) => names.filter(isStrayObject).map((name) => `gs://${bucket}/${name}`)),
    partly: looked.filter(({ isAll }) => !isAll).map(({ bucket }) => bucket),
  };
}

/** Files that git has or would take in; where there is no git, nobody commits. */
async function inGit({ project, world, ports }: Eyes): Promise<readonly string[]> {
  const command: Command = { file: "git", args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd: project.directory, timeoutSeconds: GIT_SECONDS };
  const { exitCode, stdout } = await world.shell.run(command);
  if (exitCode !== 0) return [];
  const own = project.written.ssh.identityFile;
  const suspects = stdout.split("\0").filter((path) => path !== "" && (path === own || isNamedLikeKey(path)));
  const read = await Promise.all(suspects.map(async (path) => ({ path, text: (await ports.files.read(inProject(project, path))) ?? "" })));
  return read.filter(({ text }) => isPrivateKey(text)).map(({ path }) => path);
}

/** Private files that the settings name, of those that others on this machine may read. */
async function openHere({ project, world }: Eyes): Promise<readonly string[]> {
  const paths = settingsSecrets(project.written, world.env).files.map((path) => inProject(project, path));
  // One that is not there ends it with an error, and the others are told all the same.
  const { stdout } = await world.shell.run({ file: "find", args: ["-L", ...paths, "-maxdepth", "0", "-perm", "-004", "-print0"], timeoutSeconds: GIT_SECONDS });
  return stdout.split("\0").filter((path) => path !== "");
}
