import { stackOutputs } from "../core/commands/pulumi.ts";
import { sshRun } from "../core/commands/ssh.ts";
import type { Command } from "../core/commands/command.ts";
import { isExpected } from "../core/errors.ts";
import { fenceOf, type Attempt } from "../core/fence.ts";
import { parseOutputs, readAwsOutputs, type AwsOutputs } from "../core/stack-outputs.ts";
import type { Ports } from "../ports.ts";
import { sshTarget } from "./ssh-target.ts";
import type { Context, Step } from "./step.ts";
import { succeed } from "./succeed.ts";

const TRIES = 2;
const SSH_PORT = 22;

type Machine = { readonly name: string; readonly address: string };
type Known = Pick<Context, "settings" | "projectDirectory" | "runDirectory">;

/** Makes the old side refuse writes, or says in so many words that it could not. It never fails a run: a dark cloud cannot be fenced. */
export const fenceSource: Step = {
  id: "fence-source",
  title: "Make the old side refuse writes",
  needs: [],
  onInterrupted: "rerun",
  preview: (context) => [oldSide(context), refuseWrites(context, "<app host>")],
  check: async () => undefined,
  run: async (ports, context) => {
    const [database, hosts] = await Promise.all([lookAtDatabase(ports, context), knowOldSide(ports, context).then((side) => fenceHosts(ports, context, side))]);
    const fence = fenceOf(database, hosts);
    ports.operator.progress("fence-source", fence.fenced ? "the old side refuses writes" : "not fenced");
    return fence;
  },
};

/** The time the settings allow, in shares: half to learn the hosts, a quarter to reach them, a quarter to fence them. */
const half = ({ settings }: Pick<Context, "settings">): number => settings.recovery.fenceSeconds / 2;
const quarter = ({ settings }: Pick<Context, "settings">): number => settings.recovery.fenceSeconds / 4;

const oldSide = (context: Known): Command => ({ ...stackOutputs(context, "aws"), timeoutSeconds: half(context) });

const refuseWrites = (context: Known, address: string): Command => {
  const mode = ["sudo", "tee", `/etc/${context.settings.service}/mode`];
  return sshRun(sshTarget(context, address), mode, { input: "read-only\n", timeoutSeconds: quarter(context) });
};

async function lookAtDatabase(ports: Ports, context: Context): Promise<string> {
  const { host, port } = context.settings.export.source;
  const failed = await knock(ports, context, host, port);
  return `database ${host}:${port}: ${failed ?? "it answers; only the application was asked to refuse writes"}`;
}

export type OldSide = AwsOutputs | { readonly unknown: string };

/** The old side's machines, as its stack's outputs tell them, or why nobody can tell. */
export async function knowOldSide(ports: Pick<Ports, "shell">, context: Known): Promise<OldSide> {
  try {
    const outputs = parseOutputs((await succeed(ports.shell, oldSide(context))).stdout);
    return outputs === undefined ? { unknown: "the aws stack has no outputs" } : readAwsOutputs(outputs);
  } catch (error) {
    return { unknown: obstacleIn(error) };
  }
}

/** Tells every application host to refuse writes. */
export const fenceHosts = async (ports: Ports, context: Context, side: OldSide): Promise<readonly Attempt[] | { readonly unknown: string }> =>
  "unknown" in side ? side : Promise.all(side.app.map((machine) => fenceHost(ports, context, machine)));

async function fenceHost(ports: Ports, context: Context, { name, address }: Machine): Promise<Attempt> {
  const target = `${name} (${address})`;
  const failed = await knock(ports, context, address, SSH_PORT);
  if (failed !== undefined) return { target, refusesWrites: false, because: failed };
  try {
    await succeed(ports.shell, refuseWrites(context, address));
    return { target, refusesWrites: true, because: "it was told to be read-only" };
  } catch (error) {
    return { target, refusesWrites: false, because: obstacleIn(error) };
  }
}

/** Why nothing answers there; undefined if something does. Two silences are enough. */
async function knock({ tcp }: Ports, context: Context, host: string, port: number): Promise<string | undefined> {
  let failed = "";
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await tcp.connect(host, port, { timeoutSeconds: Math.min(3, quarter(context) / TRIES) });
    if (answer === "connected") return undefined;
    failed = answer.failed;
  }
  return `${failed}, ${TRIES} times`;
}

/** What stood in the way. Our own stopping did not: it says nothing about the old side, and a resumed run must try again. */
export function obstacleIn(error: unknown): string {
  if (isExpected(error) && error.code === "COMMAND_STOPPED") throw error;
  if (isExpected(error)) return error.advice.what;
  return error instanceof Error ? error.message : String(error);
}
