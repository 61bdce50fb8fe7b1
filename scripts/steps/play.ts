import { playbook } from "../core/commands/ansible.ts";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";
import { until } from "./until.ts";

const SSH_PORT = 22;
const SSH_WAIT_SECONDS = 180;

type Machine = { readonly name: string; readonly address: string };

/** Plays one of the kit's playbooks, showing each task as it begins. */
export async function play({ shell, operator }: Pick<Ports, "shell" | "operator">, context: Context, step: string, name: string): Promise<void> {
  await succeed(shell, playbook(context, name), tasksShown(operator, step));
}

/** Shows each task of a playbook as it begins. */
export const tasksShown =
  (operator: Ports["operator"], step: string) =>
  (line: string): void => {
    const task = /^TASK \[(?:\S+ : )?(.+)\]/.exec(line)?.[1];
    if (task !== undefined) operator.progress(step, task);
  };

/** Waits until new machines take SSH connections: a cloud calls a machine made long before it has booted. */
export async function waitForSsh({ tcp, clock }: Pick<Ports, "tcp" | "clock">, machines: readonly Machine[]): Promise<void> {
  const silent = async () => {
    const answers = await Promise.all(machines.map(async (machine) => ({ machine, answer: await tcp.connect(machine.address, SSH_PORT, { timeoutSeconds: 5 }) })));
    return answers.flatMap(({ machine: { name, address }, answer }) => (answer === "connected" ? [] : [`${name} (${address}): ${answer.failed}`]));
  };
  let hosts: readonly string[] = [];
  const { seen, waitedSeconds } = await until(clock, { everySeconds: 1, limitSeconds: SSH_WAIT_SECONDS }, async () => {
    hosts = await silent();
    return hosts.length === 0 ? true : undefined;
  });
  if (seen === undefined) throw new FailoverError("HOST_UNREACHABLE", { hosts, waitedSeconds: Math.round(waitedSeconds) });
}
