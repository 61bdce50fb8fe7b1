import { FailoverError } from "../core/errors.ts";
import { Exit } from "../core/exit.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { PROTECT_DIRECTORY, protectJobSchema, protectKeysSchema, protectPaths } from "../core/protect-job.ts";
import { Secret } from "../core/secret.ts";
import { protectAgain } from "../pipeline/protect/protect.ts";
import type { World } from "../world.ts";
import type { Handler } from "./row.ts";

const PASSWORD_DIGITS = 40;

async function text({ files }: World, path: string, purpose: string): Promise<string> {
  const found = await files.read(path);
  if (found === undefined) throw new FailoverError("FILE_MISSING", { path, purpose });
  return found;
}

/** The new primary's first export: what the unit on the database host runs. */
export const handler: Handler<{ job: string }> = async ({ job: path }, world) => {
  const job = parseJsonFrom(protectJobSchema, await text(world, path, "it says where the export goes"), path);
  const paths = protectPaths(job.run);
  const keys = parseJsonFrom(protectKeysSchema, await text(world, paths.keys, "nothing can be sealed, signed or sent without them"), paths.keys);
  const password = world.randomHex(PASSWORD_DIGITS);
  world.secrets.learn({ values: [...Object.values(keys), password], files: [] });
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  await ports.disk.remove(paths.keys);
  const { endpoint, region } = job.store;
  const objects = await world.secondStore({ endpoint, region, accessKeyId: new Secret(keys.accessKeyId), secretAccessKey: new Secret(keys.secretAccessKey) });
  await protectAgain({ ...ports, objects }, { job, keys, password: new Secret(password), randomHex: world.randomHex, directory: PROTECT_DIRECTORY });
  return Exit.ok;
};
