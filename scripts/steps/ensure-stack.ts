import { z } from "zod";
import { initStack, listStacks } from "../core/commands/pulumi.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import type { Ports } from "../ports.ts";
import type { Context } from "./step.ts";
import { succeed } from "./succeed.ts";

/** Makes the stack, empty, if a project never had it. */
export async function ensureStack({ shell }: Pick<Ports, "shell">, context: Context, stack: string): Promise<void> {
  const stacks = parseJsonFrom(z.array(z.object({ name: z.string() })), (await succeed(shell, listStacks(context))).stdout, "'pulumi stack ls'");
  if (!stacks.some(({ name }) => name.split("/").at(-1) === stack)) await succeed(shell, initStack(context, stack));
}
