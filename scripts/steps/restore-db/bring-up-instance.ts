import type { Command } from "../../core/commands/command.ts";
import { importState } from "../../core/commands/pulumi.ts";
import { settleRestored } from "../../core/restore-db/half-restored.ts";
import type { Ports } from "../../ports.ts";
import type { Context } from "../step.ts";
import { commandFailed, succeed } from "../succeed.ts";
import { until } from "../until.ts";
import { readStackState } from "../read-stack-state.ts";

/** A large one takes hours; RDS itself gives up long before. */
export const INSTANCE_LIMIT_SECONDS = 6 * 60 * 60;
const LOOK_SECONDS = 5;

type Of = { readonly stack: string; readonly step: string };

/** What an attempt cut short left half made: AWS goes on by itself, so it is waited for, and then the state is told of it. True if a refresh is needed. */
export async function settleInstances({ shell, rds, clock, operator }: Ports, context: Context, { stack, step }: Of): Promise<boolean> {
  const found = await readStackState(shell, context, stack);
  if (found.deployment.pending_operations.length === 0) return context.attempt > 1;
  const names = found.deployment.pending_operations.map(({ resource }) => String(resource.inputs?.["identifier"]));
  await until(clock, { everySeconds: LOOK_SECONDS, limitSeconds: INSTANCE_LIMIT_SECONDS }, async () => {
    const making = (await rds.instances()).filter(({ identifier, status }) => names.includes(identifier) && status !== "available" && status !== "failed");
    for (const { identifier, status } of making) operator.progress(step, `${identifier} is ${status}, as an earlier attempt asked for`);
    return making.length === 0 ? true : undefined;
  });
  const settled = settleRestored(found, await rds.instances());
  if (settled !== undefined) await succeed(shell, importState(context, stack, JSON.stringify(settled)));
  return true;
}

/** Runs Pulumi, and tells meanwhile what AWS says of the instance: Pulumi says nothing for a quarter of an hour. */
export async function bringUpInstance(ports: Ports, command: Command, { identifier, step }: { readonly identifier: string; readonly step: string }): Promise<void> {
  const over = new AbortController();
  const watching = watch(ports, identifier, step, over.signal);
  try {
    const result = await ports.shell.run(command);
    if (result.exitCode !== 0) throw commandFailed(command, result);
  } finally {
    over.abort();
    await watching;
  }
}

async function watch({ rds, clock, operator }: Ports, identifier: string, step: string, over: AbortSignal): Promise<void> {
  const began = clock.elapsed();
  while (!over.aborted) {
    const status = await rds.instance(identifier).then((instance) => instance?.status ?? "asked for", () => undefined);
    if (status !== undefined) operator.progress(step, `${identifier} is ${status}, after ${Math.round(clock.elapsed() - began)} s`);
    await clock.sleep(LOOK_SECONDS, over).catch(() => undefined);
  }
}
