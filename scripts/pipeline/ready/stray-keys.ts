import { isExpected, type FailoverError } from "../../core/errors.ts";
import type { Advice } from "../../core/errors/advice.ts";
import { fitted } from "../../core/one-line.ts";
import { unknown } from "../../core/ready/finding.ts";
import { isNamedLikeKey, isPrivateKey, isStrayObject, strayKeysFindings } from "../../core/ready/stray-keys.ts";
import type { Command } from "../../core/commands/command.ts";
import { settingsSecrets } from "../../core/secret-sources.ts";
import { inProject, settingsFor } from "../project.ts";
import { STORE_LIMIT_SECONDS, type Check, type Eyes } from "./check.ts";
import { topNames } from "./top-names.ts";

const GIT_SECONDS = 20;
/** Git explains at length what it will not do. */
const TOLD_COLUMNS = 160;

/** Whether a private key lies where it must not, beside the archive or in what the project's people share, or open to others here. */
export const strayKeys: Check = {
  id: "stray-keys",
  limitSeconds: STORE_LIMIT_SECONDS,
  look: async (eyes) => {
    const [buckets, git, open] = await Promise.all([inBuckets(eyes).catch(asTrouble), inGit(eyes).catch(asTrouble), openHere(eyes)]);
    const seen = { ...("trouble" in buckets ? { objects: [], partly: [] } : buckets), committed: "trouble" in git ? [] : git.committed, open };
    if (!("trouble" in buckets) && !("trouble" in git)) return strayKeysFindings(seen);
    // What was found elsewhere is told all the same.
    const found = [...seen.objects, ...seen.committed, ...seen.open].length === 0 ? [] : strayKeysFindings(seen);
    if (found.length === 0 && "error" in buckets && !("trouble" in git)) throw buckets.error;
    return [...found, ...[buckets, git].flatMap((part) => ("trouble" in part ? [unknown("stray-keys", part.trouble.what, part.trouble.next)] : []))];
  },
};

function asTrouble(error: unknown): { readonly trouble: Advice; readonly error: FailoverError } {
  if (!isExpected(error)) throw error;
  return { trouble: error.advice, error };
}

async function inBuckets({ project, world }: Eyes) {
  const { listing } = await world.outside(settingsFor(project, world, []), world.stop);
  const looked = await Promise.all(Object.values(project.written.storage.buckets).filter((bucket) => bucket !== undefined).map(async (bucket) => ({ bucket, ...(await topNames(listing, bucket)) })));
  return {
    objects: looked.flatMap(({ bucket, names }) => names.filter(isStrayObject).map((name) => `gs://${bucket}/${name}`)),
    partly: looked.filter(({ isAll }) => !isAll).map(({ bucket }) => bucket),
  };
}

/** What git says where it has nothing to do with a directory; it exits alike where it may not look. */
const isNoRepository = (stderr: string): boolean => /not a git repository/i.test(stderr);

/** Files that git has or would take in; where there is no repository, nobody commits. */
async function inGit({ project, world, ports }: Eyes): Promise<{ readonly committed: readonly string[] } | { readonly trouble: Pick<Advice, "what" | "next"> }> {
  const command: Command = { file: "git", args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], env: { LC_ALL: "C" }, cwd: project.directory, timeoutSeconds: GIT_SECONDS };
  const { exitCode, stdout, stderr } = await world.shell.run(command);
  if (exitCode !== 0 && isNoRepository(stderr)) return { committed: [] };
  if (exitCode !== 0) return { trouble: { what: `whether git has or would take in a private key could not be told: 'git ls-files' exited ${exitCode}: ${fitted(stderr.trim(), TOLD_COLUMNS)}`, next: `'git -C ${project.directory} status'` } };
  const own = project.written.ssh.identityFile;
  const suspects = stdout.split("\0").filter((path) => path !== "" && (path === own || isNamedLikeKey(path)));
  const read = await Promise.all(suspects.map(async (path) => ({ path, text: (await ports.files.read(inProject(project, path))) ?? "" })));
  return { committed: read.filter(({ text }) => isPrivateKey(text)).map(({ path }) => path) };
}

/** Private files that the settings name, of those that others on this machine may read. */
async function openHere({ project, world }: Eyes): Promise<readonly string[]> {
  const paths = settingsSecrets(project.written, world.env).files.map((path) => inProject(project, path));
  // One that is not there ends it with an error, and the others are told all the same.
  const { stdout } = await world.shell.run({ file: "find", args: ["-L", ...paths, "-maxdepth", "0", "-perm", "-004", "-print0"], timeoutSeconds: GIT_SECONDS });
  return stdout.split("\0").filter((path) => path !== "");
}
