import { dirname, isAbsolute, join, resolve } from "node:path";
import { FailoverError } from "../core/errors.ts";
import { readProject, SECRETS_FILE, SETTINGS_FILE } from "../core/read-project.ts";
import { settingsSecrets } from "../core/secret-sources.ts";
import type { WrittenSecret } from "../core/secrets-schema.ts";
import { resolveSettings, type Need, type Settings } from "../core/settings.ts";
import type { WrittenSettings } from "../core/settings-schema.ts";
import type { World } from "../world.ts";

/** A company's own directory, what its failover.yaml says, and the secrets that its secrets.yaml lists, if there is one. */
export type Project = { readonly directory: string; readonly written: WrittenSettings; readonly secrets: readonly WrittenSecret[] };

/** Opens the project named, or the nearest one upwards from where the person stands. */
export async function openProject(named: string | undefined, world: Pick<World, "files" | "workingDirectory" | "env" | "secrets">): Promise<Project> {
  const start = resolve(world.workingDirectory, named ?? ".");
  for (let directory = start; ; directory = dirname(directory)) {
    const text = await world.files.read(join(directory, SETTINGS_FILE));
    if (text !== undefined) return opened({ directory, ...readProject(text, await world.files.read(join(directory, SECRETS_FILE))) }, world);
    if (named !== undefined || directory === dirname(directory)) throw new FailoverError("PROJECT_NOT_FOUND", { directory: start, upwards: named === undefined });
  }
}

/** From here on its secrets are covered, whatever the command needs of them. */
function opened(project: Project, { env, secrets }: Pick<World, "env" | "secrets">): Project {
  const { values, files } = settingsSecrets(project.written, env);
  secrets.learn({ values, files: files.map((path) => inProject(project, path)) });
  return project;
}

/** The project's settings with their variables looked up; a file named by a variable is found from the project's directory. */
export function settingsFor(project: Project, { env }: Pick<World, "env">, needs: readonly Need[]): Settings {
  return resolveSettings(project.written, { file: SETTINGS_FILE, needs, valueOf: (variable) => env[variable] });
}

/** A path from the settings: relative ones start at the project. */
export const inProject = ({ directory }: Project, path: string): string => (isAbsolute(path) ? path : join(directory, path));
