import { join } from "node:path";
import { exportState, importState } from "../core/commands/pulumi.ts";
import { FailoverError } from "../core/errors.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { halfMadeResources, settleHalfMade, stackState, type StateResource } from "../core/stack/half-made.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";

/** Prepares the state so that the next refresh settles what an interrupted Pulumi left half made. True if that refresh is needed. */
export async function settleStack({ shell, files, operator }: Ports, context: Context, stack: string): Promise<boolean> {
  const found = parseJsonFrom(stackState, (await succeed(shell, exportState(context, stack))).stdout, `the state of stack '${stack}'`);
  const { state, assumed, halfMade, unknown } = settleHalfMade(found, await remembered(files, context, stack));
  const [first] = unknown;
  if (first !== undefined) throw new FailoverError("HALF_MADE_UNKNOWN", { stack, urn: first.urn, name: nameOf(first) });
  if (state === undefined) return false;
  // On disk before the state forgets that their making was cut short.
  if (halfMade.length > 0) await remember(files, context, stack, halfMade);
  await succeed(shell, importState(context, stack, JSON.stringify(state)));
  operator.say(`an interrupted 'pulumi' was at work on stack ${stack}; asking the cloud about ${assumed.map(nameOf).join(", ") || "what it changed"}`);
  return true;
}

/** Whether something is remembered whose making was cut short, and of which the cloud may still change its answer. */
export const hasHalfMade = async (files: Ports["files"], context: Context, stack: string): Promise<boolean> => (await remembered(files, context, stack)).length > 0;

/** Everything is where it belongs. */
export async function forgetHalfMade(files: Ports["files"], context: Context, stack: string): Promise<void> {
  if (await hasHalfMade(files, context, stack)) await remember(files, context, stack, []);
}

const memory = ({ runDirectory }: Context, stack: string): string => join(runDirectory, `pulumi-${stack}-half-made.json`);

async function remembered(files: Ports["files"], context: Context, stack: string): Promise<readonly StateResource[]> {
  const path = memory(context, stack);
  return parseJsonFrom(halfMadeResources, (await files.read(path)) ?? "[]", path);
}

const remember = (files: Ports["files"], context: Context, stack: string, resources: readonly StateResource[]): Promise<void> =>
  files.write(memory(context, stack), `${JSON.stringify(resources)}\n`);

const nameOf = ({ urn }: StateResource): string => urn.split("::").at(-1) ?? urn;
