import { join } from "node:path";
import { isExpected } from "../../core/errors.ts";
import { siteOf } from "../../core/triage/site.ts";
import { aroundOf, readStackPlaces, type Around, type StackPlaces } from "../../core/triage/stack-places.ts";
import { noted } from "../../core/wrapped.ts";
import type { Files } from "../../ports.ts";
import type { World } from "../../world.ts";
import type { Project } from "../project.ts";

const fileOf = ({ directory }: Pick<Project, "directory">): string => join(directory, ".failover", "stack-places.json");

/** Where to look and from where, from the settings and from what the stacks told last; nothing is asked of anybody. */
export async function lookAt(project: Project, files: Pick<Files, "read">): Promise<Around> {
  return aroundOf(siteOf(project.written), project.written.triage, readStackPlaces(await files.read(fileOf(project))));
}

/** Keeps what a stack just told, for the day on which it cannot be asked. Where it cannot be kept, whoever asked gets their answer all the same. */
export async function keepPlaces(project: Pick<Project, "directory">, add: (before: StackPlaces) => StackPlaces, { files, operator }: Pick<World, "files" | "operator">): Promise<void> {
  try {
    const after = add(readStackPlaces(await files.read(fileOf(project))));
    await files.write(fileOf(project), `${JSON.stringify(after, null, 2)}\n`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    operator.say(noted(`a triage will not know of it: ${error.advice.what}`));
  }
}
