import { z } from "zod";
import { initStack, listStacks, type PulumiProject } from "../core/commands/pulumi.ts";
import { parseJsonFrom } from "../core/parse-untrusted.ts";
import type { Shell } from "../ports.ts";
import type { Ensured } from "./ensure-keys.ts";
import { succeed } from "../steps/succeed.ts";

const STACKS = ["standby", "aws", "gcp", "dns", "restore", "verify", "export-snapshot"] as const;
const listing = z.array(z.object({ name: z.string() }));

/** Makes the stacks that are missing, empty. */
export async function ensureStacks(project: PulumiProject, shell: Shell): Promise<readonly Ensured[]> {
  const { stdout } = await succeed(shell, listStacks(project));
  const names = parseJsonFrom(listing, stdout, "'pulumi stack ls'").map(({ name }) => name.split("/").at(-1));

  const ensured: Ensured[] = [];
  for (const stack of STACKS) {
    if (!names.includes(stack)) await succeed(shell, initStack(project, stack));
    ensured.push({ what: `stack ${stack}`, was: names.includes(stack) ? "there" : "made" });
  }
  return ensured;
}
