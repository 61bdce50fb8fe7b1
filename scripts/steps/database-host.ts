import { sshRun } from "../core/commands/ssh.ts";
import type { Command } from "../core/commands/command.ts";
import type { Secret } from "../core/secret.ts";
import { readGcpOutputs } from "../core/stack-outputs.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context } from "./step.ts";

type Options = { readonly timeoutSeconds: number; readonly input?: Secret };

/** One of the kit's own verbs, run on the mirror's database host. */
export const onDatabaseHost = (context: Context, verb: readonly string[], options: Options): Command =>
  sshRun(sshTarget(context, readGcpOutputs(context.output("stand-up")).database.address), ["sudo", "failover", ...verb], options);

/** The same for a plan, when there is no such host yet. */
export const onDatabaseHostLater = (context: Parameters<typeof sshTarget>[0], verb: readonly string[], options: Options): Command =>
  sshRun(sshTarget(context, "<stand-up.database>"), ["sudo", "failover", ...verb], options);
