import { inventoryFile, variablesFile } from "../core/commands/ansible.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";

/** Writes down which hosts a play is of, and what it is to know of them, where Ansible looks for both. */
export async function describeHosts(files: Ports["files"], { runDirectory }: Pick<Context, "runDirectory">, { hosts, variables }: { readonly hosts: unknown; readonly variables: unknown }): Promise<void> {
  await files.write(inventoryFile(runDirectory), json(hosts));
  await files.write(variablesFile(runDirectory), json(variables));
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
