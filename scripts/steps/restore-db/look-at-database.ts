import { stackOutputs } from "../../core/commands/pulumi.ts";
import { FailoverError } from "../../core/errors.ts";
import { readRestoreGiven } from "../../core/restore-db/given.ts";
import { asJson } from "../../core/restore-db/outputs.ts";
import { parseOutputs, readAwsOutputs } from "../../core/stack-outputs.ts";
import { asBeforeFence } from "./as-before-fence.ts";
import { awsOf } from "./aws-settings.ts";
import type { Step } from "../step.ts";
import { succeed } from "../succeed.ts";

/** Keeps every fact of the broken database and of its side while AWS tells them: the new one is made from these. */
export const lookAtDatabase: Step = {
  id: "look-at-database",
  title: "Write down every fact of the broken database",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [stackOutputs(context, "aws")],
  check: async () => undefined,
  run: async (ports, context) => {
    const { rds, shell, clock } = ports;
    const { instance, deleted } = readRestoreGiven(context.given);
    const [seen, outputs] = await Promise.all([rds.instance(instance), succeed(shell, stackOutputs(context, "aws"))]);
    if (seen !== undefined && deleted !== undefined) throw new FailoverError("RDS_INSTANCE_BACK", { instance, status: seen.status });
    if (seen === undefined && deleted === undefined) throw new FailoverError("RDS_INSTANCE_UNKNOWN", { instance, region: awsOf(context).region, known: (await rds.instances()).map(({ identifier }) => identifier) });
    const told = parseOutputs(outputs.stdout);
    if (told === undefined) throw new FailoverError("STACK_NOT_UP", { stack: "aws" });
    const { app, exporter, fence } = readAwsOutputs(told);
    const fenceGroup = awsOf(context).fenceSecurityGroup ?? fence?.securityGroupId;
    const broken = seen === undefined ? deleted?.was : await asBeforeFence(ports, context, seen, fenceGroup);
    return asJson({ lookedAt: clock.now().toISOString(), broken, app, exporter, fenceGroup, ...(seen === undefined ? { gone: true } : {}) });
  },
};
