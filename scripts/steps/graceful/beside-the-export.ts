import { copiedDatabases } from "../../core/cache-plan.ts";
import { hasPassed } from "../../core/archive-check.ts";
import { stackOutputs } from "../../core/commands/pulumi.ts";
import { sshRun, type SshTarget } from "../../core/commands/ssh.ts";
import { isExpected } from "../../core/errors.ts";
import { parseOutputs, readStandbyOutputs } from "../../core/stack-outputs.ts";
import type { Ports } from "../../ports.ts";
import { keptReceipts } from "../kept-receipts.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context } from "../step.ts";
import { succeed } from "../succeed.ts";
import { endsTheSession } from "./source.ts";

const CACHE_SECONDS = 60;
const WARDEN_SECONDS = 60;

/** Has the exporter's host copy the cache once more, where the settings want copies. A cache is not worth an outage: what went wrong is said. */
export async function copyCacheOnceMore({ shell }: Pick<Ports, "shell">, { settings }: Context, target: SshTarget): Promise<readonly string[]> {
  if (copiedDatabases(settings.cache).length === 0) return [];
  return tried("the cache was not copied once more", async () => {
    await succeed(shell, sshRun(target, ["sudo", "systemctl", "start", "--wait", "failover-cache-export"], { timeoutSeconds: CACHE_SECONDS }));
    return [];
  });
}

/** Has the warden look at the export and sign what it saw, if it can be reached; a failover waits for no receipt. */
export async function askWarden(ports: Ports, context: Context, manifestSha256: string): Promise<readonly string[]> {
  if (context.settings.warden === undefined) return ["nobody has signed for it: the settings name no warden"];
  return tried("the warden has not signed for it", async () => {
    const outputs = parseOutputs((await succeed(ports.shell, stackOutputs(context, "standby"))).stdout);
    const warden = outputs === undefined ? undefined : readStandbyOutputs(outputs).warden;
    if (warden === undefined) return ["nobody has signed for it: the standby stack has no warden"];
    // It fails where any backup is damaged: what counts is what it signed of this one.
    await ports.shell.run(sshRun(sshTarget(context, warden.address), ["sudo", "systemctl", "start", "--wait", "failover-verify-1"], { timeoutSeconds: WARDEN_SECONDS }));
    const kept = await keptReceipts({ ...ports, say: () => undefined }, context.settings, context.projectDirectory);
    return hasPassed(manifestSha256, 1, kept) ? [] : ["the warden looked, and its receipts do not say that it passed level 1"];
  });
}

async function tried(what: string, work: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await work();
  } catch (error) {
    if (endsTheSession(error) || !isExpected(error)) throw error;
    return [`${what}: ${error.advice.what}`];
  }
}
