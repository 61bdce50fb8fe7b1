import { exportState } from "../core/commands/pulumi.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import { stackState, type StackState } from "../core/stack/half-made.ts";
import type { Ports } from "../ports.ts";
import { succeed } from "./succeed.ts";

/** The state of a stack as Pulumi exports it; an error when it cannot be had or read. */
export const readStackState = async (shell: Ports["shell"], project: Parameters<typeof exportState>[0], stack: string): Promise<StackState> =>
  parseJsonFrom(stackState, (await succeed(shell, exportState(project, stack))).stdout, `the state of stack '${stack}'`);
