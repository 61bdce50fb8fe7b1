import { join } from "node:path";
import { z } from "zod";
import { exportState, importState, initStack, listStacks, stackOutputs, up } from "../../core/commands/pulumi.ts";
import { FailoverError } from "../../core/errors.ts";
import { parseJsonFrom } from "../../core/parse-untrusted.ts";
import { settleRestored } from "../../core/restore-db/half-restored.ts";
import { readRestoreGiven } from "../../core/restore-db/given.ts";
import { readLooked, type Restored } from "../../core/restore-db/outputs.ts";
import { entryFor, withRestore } from "../../core/restore-db/restore-entry.ts";
import { stackState } from "../../core/stack/half-made.ts";
import { parseOutputs, readRestoreOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { commandFailed, succeed } from "../succeed.ts";
import { noteBeginning, unlockStack } from "../unlock-stack.ts";
import { until } from "../until.ts";
import { awsOf } from "./aws-settings.ts";

const ID = "restore-instance";
const STACK = "restore";
const FILE = "Pulumi.restore.yaml";
/** A large one takes hours; RDS itself gives up long before. */
const LIMIT_SECONDS = 6 * 60 * 60;
const LOOK_SECONDS = 5;

/** Brings up the new database: an entry in the stack's file that stays for good, then Pulumi. */
export const restoreInstance: Step = {
  id: ID,
  title: "Restore into a new database instance",
  needs: ["fence-database"],
  onInterrupted: "rerun",
  preview: (context) => [upLong(context, false)],
  check: async (ports, context) => {
    if (context.attempt === 1) return undefined;
    await unlockStack(ports, context, STACK);
    const done = await restoredBy(ports, context);
    return done !== undefined && (await ports.rds.instance(done.identifier))?.status === "available" ? done : undefined;
  },
  run: async (ports, context) => {
    await writeEntry(ports, context);
    await ensureStack(ports, context);
    await unlockStack(ports, context, STACK);
    await noteBeginning(ports, context);
    const refresh = await settle(ports, context);
    await bringUp(ports, context, refresh);
    const done = await restoredBy(ports, context);
    if (done === undefined) throw new FailoverError("ANSWER_UNREADABLE", { source: "the restore stack's outputs", problems: [`there is no restore of run ${context.run}`] });
    return done;
  },
};

const upLong = (context: Parameters<typeof up>[0], refresh: boolean) => ({ ...up(context, STACK, { refresh }), timeoutSeconds: LIMIT_SECONDS });

async function writeEntry({ files, operator }: Ports, context: Context): Promise<void> {
  const path = join(context.projectDirectory, FILE);
  const { service } = context.settings;
  const { region } = awsOf(context);
  const text = (await files.read(path)) ?? `config:\n  aws:region: ${region}\n  failover-kit:service: ${service}\n  failover-kit:region: ${region}\n`;
  const entry = entryFor(readLooked(context.output("look-at-database")).broken, { run: context.run, service, source: readRestoreGiven(context.given).source });
  const next = withRestore(text, FILE, entry);
  if (next === text) return;
  await files.write(path, next, 0o644);
  operator.say(`${FILE} has the new database ${entry.identifier}; commit that file, and never take the entry out`);
}

async function ensureStack({ shell }: Ports, context: Context): Promise<void> {
  const stacks = parseJsonFrom(z.array(z.object({ name: z.string() })), (await succeed(shell, listStacks(context))).stdout, "'pulumi stack ls'");
  if (!stacks.some(({ name }) => name.split("/").at(-1) === STACK)) await succeed(shell, initStack(context, STACK));
}

/** What an attempt cut short left half made: AWS goes on by itself, so it is waited for, and then the state is told of it. */
async function settle({ shell, rds, clock, operator }: Ports, context: Context): Promise<boolean> {
  const found = parseJsonFrom(stackState, (await succeed(shell, exportState(context, STACK))).stdout, `the state of stack '${STACK}'`);
  if (found.deployment.pending_operations.length === 0) return context.attempt > 1;
  const names = found.deployment.pending_operations.map(({ resource }) => String(resource.inputs?.["identifier"]));
  await until(clock, { everySeconds: LOOK_SECONDS, limitSeconds: LIMIT_SECONDS }, async () => {
    const making = (await rds.instances()).filter(({ identifier, status }) => names.includes(identifier) && status !== "available" && status !== "failed");
    for (const { identifier, status } of making) operator.progress(ID, `${identifier} is ${status}, as an earlier attempt asked for`);
    return making.length === 0 ? true : undefined;
  });
  const settled = settleRestored(found, await rds.instances());
  if (settled !== undefined) await succeed(shell, importState(context, STACK, JSON.stringify(settled)));
  return true;
}

async function bringUp(ports: Ports, context: Context, refresh: boolean): Promise<void> {
  const { shell } = ports;
  const over = new AbortController();
  const watching = watch(ports, `${context.settings.service}-${context.run}`, over.signal);
  const command = upLong(context, refresh);
  try {
    const result = await shell.run(command);
    if (result.exitCode !== 0) throw commandFailed(command, result);
  } finally {
    over.abort();
    await watching;
  }
}

/** Pulumi says nothing for a quarter of an hour; AWS's own status tells that it goes on. */
async function watch({ rds, clock, operator }: Ports, identifier: string, over: AbortSignal): Promise<void> {
  const began = clock.elapsed();
  while (!over.aborted) {
    const status = await rds.instance(identifier).then((instance) => instance?.status ?? "asked for", () => undefined);
    if (status !== undefined) operator.progress(ID, `${identifier} is ${status}, after ${Math.round(clock.elapsed() - began)} s`);
    await clock.sleep(LOOK_SECONDS, over).catch(() => undefined);
  }
}

async function restoredBy({ shell }: Ports, context: Context): Promise<Restored | undefined> {
  const outputs = parseOutputs((await succeed(shell, stackOutputs(context, STACK))).stdout);
  return outputs === undefined ? undefined : readRestoreOutputs(outputs).restores[context.run];
}
