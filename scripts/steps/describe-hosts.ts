import { join } from "node:path";
import { inventoryFile, variablesFile } from "../core/commands/ansible.ts";
import { inventory, variables, type Side } from "../core/inventory.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";

/** Writes down which hosts a play is of, and what it is to know of them, where Ansible looks for both. */
export async function describeHosts(files: Ports["files"], { runDirectory }: Pick<Context, "runDirectory">, { hosts, variables }: { readonly hosts: unknown; readonly variables: unknown }): Promise<void> {
  await files.write(inventoryFile(runDirectory), json(hosts));
  await files.write(variablesFile(runDirectory), json(variables));
}

/** The same for one side of the service, as its stack tells of it. */
export const describeSide = (files: Ports["files"], context: Context, side: Side): Promise<void> =>
  describeHosts(files, context, { hosts: inventory(side, { ...context, knownHosts: join(context.runDirectory, "known_hosts") }), variables: variables(side, context) });

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
