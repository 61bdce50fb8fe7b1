import { join } from "node:path";
import { stackOutputs, up } from "../../core/commands/pulumi.ts";
import { FailoverError } from "../../core/errors.ts";
import { readRestoreGiven } from "../../core/restore-db/given.ts";
import { readLooked, type Restored } from "../../core/restore-db/outputs.ts";
import { entryFor, withRestore } from "../../core/restore-db/restore-entry.ts";
import { parseOutputs, readRestoreOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import { ensureStack } from "../ensure-stack.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { noteBeginning, unlockStack } from "../unlock-stack.ts";
import { awsOf } from "./aws-settings.ts";
import { bringUpInstance, INSTANCE_LIMIT_SECONDS, settleInstances } from "./bring-up-instance.ts";

const ID = "restore-instance";
const RESTORE_STACK = "restore";
const FILE = "Pulumi.restore.yaml";

/** Brings up the new database: an entry in the stack's file that stays for good, then Pulumi. */
export const restoreInstance: Step = {
  id: ID,
  title: "Restore into a new database instance",
  needs: ["fence-database"],
  onInterrupted: "rerun",
  preview: (context) => [upLong(context, false)],
  check: async (ports, context) => {
    if (context.attempt === 1) return undefined;
    await unlockStack(ports, context, RESTORE_STACK);
    const done = await restoredBy(ports, context);
    return done !== undefined && (await ports.rds.instance(done.identifier))?.status === "available" ? done : undefined;
  },
  run: async (ports, context) => {
    await writeEntry(ports, context);
    await ensureStack(ports, context, RESTORE_STACK);
    await bringUpRestores(ports, context, ID);
    const done = await restoredBy(ports, context);
    if (done === undefined) throw new FailoverError("ANSWER_UNREADABLE", { source: "the restore stack's outputs", problems: [`there is no restore of run ${context.run}`] });
    return done;
  },
};

/** Brings the restore stack up, however long an instance takes. */
export const upLong = (context: Parameters<typeof up>[0], refresh: boolean) => ({ ...up(context, RESTORE_STACK, { refresh }), timeoutSeconds: INSTANCE_LIMIT_SECONDS });

/** Brings the restored databases to what the stack's file says of them, whatever an attempt cut short left behind; `step` is told how far the run's own has come. */
export async function bringUpRestores(ports: Ports, context: Context, step: string): Promise<void> {
  await unlockStack(ports, context, RESTORE_STACK);
  await noteBeginning(ports, context);
  const refresh = await settleInstances(ports, context, { stack: RESTORE_STACK, step });
  await bringUpInstance(ports, upLong(context, refresh), { identifier: `${context.settings.service}-${context.run}`, step });
}

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

async function restoredBy({ shell }: Ports, context: Context): Promise<Restored | undefined> {
  const outputs = parseOutputs((await succeed(shell, stackOutputs(context, RESTORE_STACK))).stdout);
  return outputs === undefined ? undefined : readRestoreOutputs(outputs).restores[context.run];
}
