import type { World } from "../../world.ts";
import { inProject, type Project } from "../project.ts";

/** A private key that is at hand, or what keeps it from being so: the variable names no file, or one that is not here. */
export type Identity = { readonly key: string } | { readonly lacks: "variable" | "file" };

/** The private key in the file that this setting's variable (`$NAME`) names. */
export async function identityOf(project: Project, variable: string, { env, files }: Pick<World, "env" | "files">): Promise<Identity> {
  const path = env[variable.slice(1)] ?? "";
  if (path === "") return { lacks: "variable" };
  const key = await files.read(inProject(project, path));
  return key === undefined ? { lacks: "file" } : { key };
}

/** What an encrypted text says by this key, or why it does not open it. */
export const unseal = async (key: string, sealed: string, world: Pick<World, "keys">): Promise<string | { readonly because: string }> => (await world.keys()).unseal(key, sealed);
