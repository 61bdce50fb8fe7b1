import { identityFinding, type Opening } from "../../core/ready/keys-here.ts";
import { inProject } from "../project.ts";
import type { Check, Eyes } from "./check.ts";

/** A small object proves as much as a large one. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** Whether the operations key opens the newest backup. */
export const operationsKey: Check = {
  id: "operations-key",
  limitSeconds: 60,
  look: async (eyes) => {
    const variable = eyes.project.written.recovery.identity;
    return [identityFinding(variable, await tried(eyes, variable.slice(1)))];
  },
};

async function tried({ project, world, ports, archive }: Eyes, variable: string): Promise<Opening> {
  const path = world.env[variable] ?? "";
  if (path === "") return { as: "not tried", because: `$${variable} is not set here, so nobody can say whether the operations key is at hand` };
  const identity = await ports.files.read(inProject(project, path));
  if (identity === undefined) return { as: "not tried", because: `the file that $${variable} names is not here` };
  const { chosen } = await archive();
  const object = chosen?.manifest.objects.toSorted((a, b) => a.bytes - b.bytes)[0];
  if (chosen === undefined || object === undefined) return { as: "not tried", because: "there is no backup to open" };
  if (object.bytes > LARGEST_BYTES) return { as: "not tried", because: `the smallest object of backup ${chosen.id} has ${object.bytes} bytes` };
  const sealed = await ports.objects.read(project.written.storage.buckets.exports, object.name);
  const said = { backup: chosen.id, object: object.name };
  if (sealed === undefined) return { ...said, as: "not opened", because: "it is no longer there" };
  const opened = await (await world.keys()).opens(identity, sealed);
  return opened === "opened" ? { ...said, as: "opened" } : { ...said, as: "not opened", because: opened.because };
}
