import { FailoverError } from "../core/errors.ts";
import { sourceOf, withSource } from "../core/programs.ts";
import type { World } from "../world.ts";

type Here = Pick<World, "env" | "files">;

/** Which of these the PATH lacks, each with where it is had; a program of the system itself is not looked for. */
export async function missingPrograms({ env, files }: Here, programs: readonly string[]): Promise<readonly string[]> {
  const path = env["PATH"];
  if (path === undefined || path === "") return [];
  const listings = await Promise.all(path.split(":").map((directory) => files.list(directory === "" ? "." : directory).catch(() => undefined)));
  // What cannot be listed may still hold it: whoever starts it will be told.
  if (listings.includes(undefined)) return [];
  const there = new Set(listings.flatMap((names) => names ?? []));
  return [...new Set(programs)].filter((program) => sourceOf(program) !== undefined && !there.has(program)).sort().map(withSource);
}

/** Refuses, with all of them at once, where the PATH lacks programs that work cannot do without. */
export async function requirePrograms(here: Here, programs: readonly string[]): Promise<void> {
  const missing = await missingPrograms(here, programs);
  if (missing.length > 0) throw new FailoverError("PROGRAMS_MISSING", { missing });
}
