import { isExpected } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { exportLine } from "../core/export-line.ts";
import { wrapped } from "../core/wrapped.ts";
import { ensureKeys, type Ensured } from "../pipeline/ensure-keys.ts";
import { ensureStacks } from "../pipeline/ensure-stacks.ts";
import { openProject, settingsFor, type Project } from "../pipeline/project.ts";
import { requirePrograms } from "../pipeline/require-programs.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

/** The bucket outside both clouds, where the settings name one and its key is at hand; a key that may not make buckets is no mistake. */
async function secondBucket(project: Project, world: World): Promise<readonly Ensured[]> {
  const { secondStore } = settingsFor(project, world, []);
  if (secondStore === undefined) return [];
  const what = `bucket ${secondStore.bucket} at ${secondStore.endpoint}`;
  try {
    const store = await world.secondStore(secondStore);
    return [{ what, was: (await store.ensureBucket(secondStore.bucket, { location: secondStore.region, versioned: false })) === "made" ? "made" : "there" }];
  } catch (error) {
    if (!isExpected(error)) throw error;
    world.operator.say(`${what} was not made: ${error.advice.what}`);
    return [];
  }
}

/** Makes what no stack can hold: the bucket of their state, the stacks themselves, and the keys. What is there is kept. */
export const handler: Handler = async ({ project: named }, world) => {
  const project = await openProject(named, world);
  const { storage, google } = project.written;
  await requirePrograms(world, ["pulumi"]);
  const tell = ({ what, was }: Ensured) => world.print(`${was.padEnd(6)} ${what}`);

  const keys = await ensureKeys(project, world);
  keys.ensured.forEach(tell);
  const { objects } = await world.hostPorts({ endpoint: storage.endpoint, project: google.project });
  const bucket = await objects.ensureBucket(storage.buckets.state, { location: google.region, versioned: true });
  tell({ what: `bucket ${storage.buckets.state}`, was: bucket === "made" ? "made" : "there" });
  (await secondBucket(project, world)).forEach(tell);
  const settings = { storage, pulumi: { passphraseFile: keys.passphraseFile } };
  (await ensureStacks({ settings, projectDirectory: project.directory }, world.shell)).forEach(tell);

  if (keys.unset.length > 0) {
    world.operator.say("\nSet these before the next command, and keep copies of the files outside AWS:");
    for (const { variable, path } of keys.unset) world.operator.say(exportLine(variable, path));
  }
  for (const path of keys.away) world.operator.say(`\n${path}\n${wrapped("opens every backup, and no command needs it: print it or put it on a medium in a safe, then remove the file. This is said until it is gone.", 0)}`);
  return Exit.ok;
};
