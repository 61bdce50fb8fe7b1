import { sshRun } from "../core/commands/ssh.ts";
import type { Command } from "../core/commands/command.ts";
import type { Secret } from "../core/secret.ts";
import { readDatabaseMachine } from "../core/stack-outputs.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context } from "./step.ts";

type Options = { readonly timeoutSeconds: number; readonly input?: string | Secret };

/** One of the kit's own verbs, run on the machine that a backup is restored on. */
export const onDatabaseHost = (context: Context, verb: readonly string[], options: Options): Command =>
  sshRun(sshTarget(context, readDatabaseMachine(context.output("stand-up")).address), ["sudo", "failover", ...verb], options);

/** The same for a plan, when there is no such host yet. */
export const onDatabaseHostLater = (context: Parameters<typeof sshTarget>[0], verb: readonly string[], options: Options): Command =>
  sshRun(sshTarget(context, "<stand-up.database>"), ["sudo", "failover", ...verb], options);
