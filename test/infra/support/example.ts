import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structure = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).transform((value) => JSON.stringify(value));
const stackFile = z.object({ config: z.record(z.string(), z.union([scalar, structure])) });

/** The configuration that the kit's own `Pulumi.<stack>.yaml` shows, as Pulumi hands it to a program. */
export function example(stack: string): Record<string, string> {
  return stackFile.parse(parse(readFileSync(new URL(`../../../Pulumi.${stack}.yaml`, import.meta.url), "utf8"))).config;
}

/** The `aws` example with the one secret that no file may show. */
export function awsExample(): Record<string, string> {
  return { ...example("aws"), "failover-kit:databaseMasterPassword": "correct-horse-battery" };
}
