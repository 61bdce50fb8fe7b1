import { sshRun } from "../../core/commands/ssh.ts";
import { ASK_ALL, lookIn, urlsOf } from "../../core/hotfix/answers.ts";
import { judge, type Judgement, type Look } from "../../core/hotfix/gate.ts";
import type { Judged, ReleasedHost } from "../../core/hotfix/outputs.ts";
import { hotfixOf } from "../../core/hotfix/settings.ts";
import { isExpected } from "../../core/errors.ts";
import type { Ports } from "../../ports.ts";
import { sshTarget } from "../ssh-target.ts";
import type { Context } from "../step.ts";

const EVERY_SECONDS = 2;
const LOOK_SECONDS = 20;

/** Looks at these hosts until each has proved itself or one has not: the first bad one decides. */
export async function watch(ports: Ports, context: Context, step: string, hosts: readonly ReleasedHost[]): Promise<Judged> {
  const rule = hotfixOf(context.settings);
  const began = ports.clock.elapsed();
  const looks = new Map<string, Look[]>(hosts.map(({ name }) => [name, []]));
  for (;;) {
    const judged = await Promise.all(hosts.map(async (host) => {
      const seen = looks.get(host.name) ?? [];
      seen.push(await lookAt(ports, context, host, ports.clock.elapsed() - began));
      return { host: host.name, ...judge(seen, rule) };
    }));
    const worst = judged.find(({ verdict }) => verdict === "bad") ?? judged.find(({ verdict }) => verdict === "wait") ?? judged[0];
    if (worst === undefined) return { verdict: "good", because: "there is no host to look at" };
    const elapsed = Math.round(ports.clock.elapsed() - began);
    ports.operator.progress(step, `${elapsed} s of about ${rule.watchSeconds}: ${inWords(worst)}`);
    if (worst.verdict !== "wait") return { verdict: worst.verdict, because: inWords(worst) };
    await ports.clock.sleep(EVERY_SECONDS);
  }
}

const inWords = ({ host, because }: Judgement & { readonly host: string }): string => `${host}: ${because}`;

async function lookAt({ shell }: Ports, context: Context, { address }: ReleasedHost, after: number): Promise<Look> {
  const settings = hotfixOf(context.settings);
  const order = sshRun(sshTarget(context, address), ["sh", "-c", ASK_ALL, "sh", ...urlsOf(context.settings.application, settings)], { timeoutSeconds: LOOK_SECONDS });
  try {
    const { exitCode, stdout, stderr } = await shell.run(order);
    return exitCode === 0 ? lookIn(stdout, after, settings) : { after, unseen: stderr.trim().split("\n").at(-1) ?? `ssh ended with ${exitCode}` };
  } catch (error) {
    if (!isExpected(error) || error.code === "COMMAND_STOPPED") throw error;
    return { after, unseen: error.advice.what };
  }
}
