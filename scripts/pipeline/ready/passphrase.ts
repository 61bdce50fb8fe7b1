import { parse } from "yaml";
import { z } from "zod";
import { passphraseFindings, type StackSecrets } from "../../core/ready/keys-here.ts";
import { opensStack } from "../../core/ready/stack-salt.ts";
import { unknown } from "../../core/ready/finding.ts";
import { inProject } from "../project.ts";
import type { Check, Eyes } from "./check.ts";

/** The stacks that a failover reads or brings up. */
const STACKS = ["standby", "gcp", "dns"] as const;
const stackFile = z.object({ encryptionsalt: z.string().optional(), secretsprovider: z.string().optional() });

/** Whether the passphrase at hand opens the canary in each stack's file. */
export const passphrase: Check = {
  id: "passphrase",
  limitSeconds: 30,
  look: async (eyes) => {
    const variable = eyes.project.written.pulumi.passphraseFile;
    const path = eyes.world.env[variable.slice(1)] ?? "";
    const text = path === "" ? undefined : await eyes.ports.files.read(inProject(eyes.project, path));
    if (text === undefined) return [unknown("passphrase", `${path === "" ? `${variable} is not set here` : `the file that ${variable} names is not here`}, so nobody can say whether it opens the stacks`, "type the command where the passphrase is at hand")];
    // Pulumi takes the file's text without the white space around it.
    const stacks = await Promise.all(STACKS.map((stack) => secretsOf(eyes, stack)));
    const tried = await Promise.all(stacks.map(async (one) => ({ ...one, opens: one.salt === undefined ? undefined : await opensStack(one.salt, text.trim()) })));
    return passphraseFindings(variable, tried);
  },
};

async function secretsOf({ project, ports }: Eyes, stack: string): Promise<StackSecrets> {
  const text = await ports.files.read(inProject(project, `Pulumi.${stack}.yaml`));
  const { encryptionsalt, secretsprovider } = stackFile.catch({}).parse(text === undefined ? {} : parse(text));
  return { stack, salt: encryptionsalt, provider: secretsprovider };
}
