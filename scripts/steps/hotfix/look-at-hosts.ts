import { stackOutputs } from "../../core/commands/pulumi.ts";
import { sshRun } from "../../core/commands/ssh.ts";
import { FailoverError } from "../../core/errors.ts";
import { readHotfixGiven } from "../../core/hotfix/given.ts";
import type { ReleasedHost } from "../../core/hotfix/outputs.ts";
import type { Side } from "../../core/inventory.ts";
import { parseOutputs, readAwsOutputs, readGcpOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import { describeSide } from "../describe-hosts.ts";
import { waitForSsh } from "../play.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context, Step } from "../step.ts";
import { succeed } from "../succeed.ts";
import { whatStarts } from "./what-starts.ts";

const SECONDS = 30;
type Machine = { readonly name: string; readonly address: string };

/** Finds the side's application hosts, and writes down which release each runs: it is what they go back to. */
export const lookAtHosts: Step = {
  id: "look-at-hosts",
  title: "Write down which release each host runs",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [stackOutputs(context, readHotfixGiven(context.given).side)],
  check: async () => undefined,
  run: async (ports, context) => {
    const side = await sideOf(ports, context);
    await describeSide(ports.files, context, side);
    await waitForSsh(ports, side.outputs.app);
    const hosts = await Promise.all(side.outputs.app.map((machine) => releaseOn(ports, context, machine)));
    for (const { name, release } of hosts) ports.operator.progress("look-at-hosts", `${name} runs ${release}`);
    return { hosts: [...hosts] };
  },
  recall: async (ports, context) => describeSide(ports.files, context, await sideOf(ports, context)),
};

async function sideOf({ shell }: Ports, context: Context): Promise<Side> {
  const { side } = readHotfixGiven(context.given);
  const told = parseOutputs((await succeed(shell, stackOutputs(context, side))).stdout);
  if (told === undefined) throw new FailoverError("STACK_NOT_UP", { stack: side });
  return side === "aws" ? { side, outputs: readAwsOutputs(told) } : { side, outputs: readGcpOutputs(told) };
}

async function releaseOn({ shell }: Ports, context: Context, { name, address }: Machine): Promise<ReleasedHost> {
  const { service } = context.settings;
  const { starts, file: release } = await whatStarts({ shell }, context, address);
  if (release === undefined) throw new FailoverError("RELEASE_UNKNOWN", { host: name, service, starts });
  const hashed = await succeed(shell, sshRun(sshTarget(context, address), ["sha256sum", `/opt/${service}/${release}`], { timeoutSeconds: SECONDS }));
  return { name, address, release, sha256: hashed.stdout.slice(0, 64) };
}
