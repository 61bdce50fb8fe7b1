import { playbookWith } from "../../core/commands/ansible.ts";
import { FailoverError } from "../../core/errors.ts";
import type { ReleasedHost } from "../../core/hotfix/outputs.ts";
import type { Ports } from "../../ports.ts";
import { tasksShown } from "../play.ts";
import type { Context } from "../step.ts";
import { succeed } from "../succeed.ts";
import { whatStarts } from "./what-starts.ts";

export const PLAYBOOK = "deploy";

/** A release by its file: brought from this machine, or lying on the host since before. */
export type Deployed = { readonly path: string; readonly brought: boolean };

export const deployment = (context: Parameters<typeof playbookWith>[0], hosts: readonly string[], { path, brought }: Deployed) =>
  playbookWith(context, PLAYBOOK, { limit: hosts, variables: { app_artifact: path, app_brought: brought } });

/** Puts a release in place of what runs, on these hosts only; environment and mode stay as they are. */
export async function deploy(ports: Ports, context: Context, step: string, hosts: readonly ReleasedHost[], release: Deployed): Promise<void> {
  await succeed(ports.shell, deployment(context, hosts.map(({ name }) => name), release), tasksShown(ports.operator, step));
  const wanted = release.path.split("/").at(-1) ?? "";
  for (const { name, address } of hosts) {
    const { starts, file } = await whatStarts(ports, context, address);
    if (file !== wanted) throw new FailoverError("RELEASE_NOT_STARTED", { host: name, wanted, starts });
  }
}
