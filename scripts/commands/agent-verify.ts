import { Exit } from "../core/exit.ts";
import { verifyRestored } from "../pipeline/restore/verify-restored.ts";
import type { Handler } from "./row.ts";

type Options = { readonly run: string; readonly manifest: string; readonly database: string; readonly owner: string };

/** Prints how what was restored here differs from what its backup promises. Runs on the database host. */
export const handler: Handler<Options> = async ({ run, manifest, database, owner }, world) => {
  const ports = await world.hostPorts({ endpoint: undefined, project: "" });
  world.print(JSON.stringify(await verifyRestored(ports, { run, manifestSha256: manifest, database: { name: database, owner } })));
  return Exit.ok;
};
