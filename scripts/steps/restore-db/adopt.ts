import { join } from "node:path";
import { z } from "zod";
import { DIFFERS, expectNoPlans, forgetResource, moveResource, up } from "../../core/commands/pulumi.ts";
import { FailoverError } from "../../core/errors.ts";
import type { Json } from "../../core/journal.ts";
import { lastWordsOf } from "../../core/last-words.ts";
import { trusted } from "../../core/parse-untrusted.ts";
import { restoreIn, restoresOf, withAdopted, withSetting } from "../../core/restore-db/restore-entry.ts";
import type { Ports } from "../../ports.ts";
import type { Context, Step } from "../step.ts";
import { commandFailed, succeed } from "../succeed.ts";
import { noteBeginning, unlockStack } from "../unlock-stack.ts";
import { awsOf } from "./aws-settings.ts";
import { readStackState } from "../read-stack-state.ts";

const SOURCE = "restore";
const TARGET = "aws";
const INSTANCE = "aws:rds/instance:Instance";
/** `deleted`: the instance in whose place it stands, which AWS knows no more. */
const given = z.strictObject({ run: z.string(), identifier: z.string(), deleted: z.string().optional() });

/** Which restored database a run takes into the `aws` stack. */
export type AdoptGiven = z.infer<typeof given>;
export const readAdoptGiven = (json: Json | undefined): AdoptGiven => trusted(given, json, "the journal's choice of what to adopt");

/** Moves the restored database from the restore stack's state into that of `aws`, and writes it into both stacks' files. Nothing in AWS changes. */
export const moveIntoAws: Step = {
  id: "move-into-aws",
  title: "Move the restored database into the aws stack",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [moveResource(context, { from: SOURCE, to: TARGET, urn: "<the restored instance>" })],
  check: async () => undefined,
  run: async (ports, context) => {
    const { run, identifier, deleted } = readAdoptGiven(context.given);
    if (deleted !== undefined) await expectDeleted(ports, context, { deleted, identifier });
    for (const stack of [SOURCE, TARGET]) await unlockStack(ports, context, stack);
    await noteBeginning(ports, context);
    const [from, to] = [await urnIn(ports, context, SOURCE, identifier), await urnIn(ports, context, TARGET, identifier)];
    if (from === undefined && to === undefined) throw new FailoverError("RUN_NOT_A_RESTORE", { run, kind: "restore-db", because: `neither stack knows ${identifier}` });
    if (from !== undefined && to === undefined) await succeed(ports.shell, moveResource(context, { from: SOURCE, to: TARGET, urn: from }));
    await writeFiles(ports, context, { run, deleted });
    const forgotten = deleted === undefined ? [] : await forget(ports, context, deleted);
    return { run, identifier, urn: (await urnIn(ports, context, TARGET, identifier)) ?? null, ...(deleted === undefined ? {} : { forgotten }) };
  },
};

/** Proves that Pulumi would change nothing, then lets the stack tell the new address. */
export const previewEmpty: Step = {
  id: "preview-empty",
  title: "See that the aws stack would change nothing, and tells the new address",
  needs: ["move-into-aws"],
  onInterrupted: "rerun",
  preview: (context) => [expectNoPlans(context, TARGET), up(context, TARGET, { refresh: false })],
  check: async () => undefined,
  run: async (ports, context) => {
    await unlockStack(ports, context, TARGET);
    const preview = expectNoPlans(context, TARGET);
    const result = await ports.shell.run(preview);
    if (result.exitCode === DIFFERS) throw new FailoverError("ADOPTION_DIFFERS", { stack: TARGET, tail: result.said ?? lastWordsOf(result, (text) => text) });
    if (result.exitCode !== 0) throw commandFailed(preview, result);
    await noteBeginning(ports, context);
    // Nothing to do but its outputs: the inventory is made of these.
    await succeed(ports.shell, up(context, TARGET, { refresh: false }), (line) => ports.operator.progress("preview-empty", line.trim()));
    ports.operator.say("Set aws.databaseInstance and export.source.host in failover.yaml to the new one, and commit the stacks' files.");
    return { empty: true };
  },
};

const urnIn = async (ports: Ports, context: Context, stack: string, identifier: string): Promise<string | undefined> => (await urnsIn(ports, context, stack, identifier))[0];

async function urnsIn({ shell }: Ports, context: Context, stack: string, identifier: string): Promise<readonly string[]> {
  const { deployment } = await readStackState(shell, context, stack);
  return deployment.resources.filter(({ type, inputs, delete: isLeaving }) => type === INSTANCE && isLeaving !== true && inputs?.["identifier"] === identifier).map(({ urn }) => urn);
}

/** Only what AWS knows no more may leave a state: one that lives would then belong to nobody. To another account or region every name is unknown; the restored one proves that it is the right one. */
async function expectDeleted({ rds }: Ports, context: Context, { deleted, identifier }: { readonly deleted: string; readonly identifier: string }): Promise<void> {
  const [old, restored] = [await rds.instance(deleted), await rds.instance(identifier)];
  if (old !== undefined) throw new FailoverError("RDS_INSTANCE_BACK", { instance: deleted, status: old.status });
  if (restored === undefined) throw new FailoverError("RDS_INSTANCE_UNKNOWN", { instance: identifier, region: awsOf(context).region, known: (await rds.instances()).map(({ identifier: known }) => known) });
}

/** The deleted one leaves the state, so that no refresh has to find out, and no update makes it anew, empty. */
async function forget(ports: Ports, context: Context, instance: string): Promise<readonly string[]> {
  const urns = await urnsIn(ports, context, TARGET, instance);
  for (const urn of urns) await succeed(ports.shell, forgetResource(context, { stack: TARGET, urn }));
  return urns;
}

/** First where it now is, then where it was: an entry in neither would leave it to nobody. */
async function writeFiles({ files }: Ports, context: Context, { run, deleted }: { readonly run: string; readonly deleted: string | undefined }): Promise<void> {
  const read = async (name: string): Promise<string> => {
    const text = await files.read(join(context.projectDirectory, name));
    if (text === undefined) throw new FailoverError("FILE_MISSING", { path: join(context.projectDirectory, name), purpose: "the restored database is written into it" });
    return text;
  };
  const restore = await read(`Pulumi.${SOURCE}.yaml`);
  const found = restoreIn(restore, run);
  if (found === undefined) throw new FailoverError("RUN_NOT_A_RESTORE", { run, kind: "restore-db", because: `Pulumi.${SOURCE}.yaml has no entry of it` });
  const { adopted: _, ...entry } = found.entry;
  const name = `Pulumi.${TARGET}.yaml`;
  const restored = withSetting(await read(name), name, ["failover-kit:databaseRestored"], entry);
  // One that was itself restored is declared by its entry, which has just been replaced; the first one by the program.
  const isFirst = deleted !== undefined && !restoresOf(restore, deleted);
  await files.write(join(context.projectDirectory, name), isFirst ? withSetting(restored, name, ["failover-kit:databaseDeleted"], true) : restored, 0o644);
  await files.write(join(context.projectDirectory, `Pulumi.${SOURCE}.yaml`), withAdopted(restore, `Pulumi.${SOURCE}.yaml`, found.index), 0o644);
}
