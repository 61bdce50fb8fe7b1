import { sshRun } from "../../core/commands/ssh.ts";
import { startedFile } from "../../core/hotfix/release.ts";
import type { Ports } from "../../ports.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context } from "../step.ts";
import { succeed } from "../succeed.ts";

const SECONDS = 30;

/** What the service's unit on a host starts, in systemd's words, and which file of /opt/<service> that is; no file if it starts something else. */
export async function whatStarts({ shell }: Pick<Ports, "shell">, context: Context, address: string): Promise<{ readonly starts: string; readonly file: string | undefined }> {
  const { service } = context.settings;
  const { stdout } = await succeed(shell, sshRun(sshTarget(context, address), ["systemctl", "show", "--property=ExecStart", "--value", `${service}.service`], { timeoutSeconds: SECONDS }));
  return { starts: stdout.trim(), file: startedFile(stdout, service) };
}
