import { join } from "node:path";
import { stackOutputs, up, upWith } from "../../core/commands/pulumi.ts";
import { entryFor, withSetting } from "../../core/restore-db/restore-entry.ts";
import { readLooked } from "../../core/restore-db/outputs.ts";
import { parseOutputs, readExportSnapshotOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import { ensureStack } from "../ensure-stack.ts";
import { awsOf } from "../restore-db/aws-settings.ts";
import { bringUpInstance, INSTANCE_LIMIT_SECONDS } from "../restore-db/bring-up-instance.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { noteBeginning } from "../unlock-stack.ts";
import { readSnapshot } from "./look-at-snapshots.ts";
import { EXPORT_STACK, removeInstance } from "./remove-instance.ts";

const ID = "restore-instance";
const FILE = `Pulumi.${EXPORT_STACK}.yaml`;

/** Makes one instance from the snapshot. One that an earlier export left is removed first: nobody else knows of it. */
export const standUpInstance: Step = {
  id: ID,
  title: "Make an instance from it, to throw away",
  needs: ["look-at-database"],
  onInterrupted: "rerun",
  preview: (context) => [up(context, EXPORT_STACK, { refresh: false })],
  check: async () => undefined,
  run: async (ports, context) => {
    await ensureStack(ports, context, EXPORT_STACK);
    if (await removeInstance(ports, context, ID)) ports.operator.say("removed the instance that an earlier export had left");
    await noteBeginning(ports, context);
    const { settings, run } = context;
    const entry = entryFor(readLooked(context.output("look-at-database")).broken, { run, service: settings.service, source: { snapshot: readSnapshot(context.output("choose-snapshot")).id } });
    const path = await settingsWith(ports, context, entry);
    await bringUpInstance(ports, { ...upWith(context, EXPORT_STACK, path, { refresh: false }), timeoutSeconds: INSTANCE_LIMIT_SECONDS }, { identifier: entry.identifier, step: ID });
    return readExportSnapshotOutputs(parseOutputs((await succeed(ports.shell, stackOutputs(context, EXPORT_STACK))).stdout)).instance;
  },
};

/** The stack's settings with this run's instance, in the run's own directory: the file that is committed stays as it is. */
async function settingsWith({ files }: Ports, context: Context, entry: ReturnType<typeof entryFor>): Promise<string> {
  const { region } = awsOf(context);
  const own = (await files.read(join(context.projectDirectory, FILE))) ?? `config:\n  aws:region: ${region}\n`;
  const described = withSetting(own, FILE, ["failover-kit:instance"], { ...entry, multiAz: false, backupRetentionDays: 0 });
  const path = join(context.runDirectory, FILE);
  await files.write(path, withSetting(withSetting(described, FILE, ["failover-kit:service"], context.settings.service), FILE, ["failover-kit:region"], region));
  return path;
}
