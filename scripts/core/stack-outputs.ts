import { z } from "zod";
import { awsOutputs, gcpOutputs, type AwsOutputs, type GcpOutputs } from "../../infra/outputs.ts";
import { FailoverError } from "./errors.ts";
import type { Json } from "./journal.ts";

export type { AwsOutputs, GcpOutputs };

/** The gcp stack's outputs, from the journal or from Pulumi; an error that names what is missing. */
export const readGcpOutputs = (raw: unknown): GcpOutputs => read("gcp", gcpOutputs, raw);

/** The aws stack's outputs, from Pulumi; an error that names what is missing. */
export const readAwsOutputs = (raw: unknown): AwsOutputs => read("aws", awsOutputs, raw);

/** What `pulumi stack output --json` printed; undefined for a stack that has no outputs, such as one that was never up. */
export function parseOutputs(stdout: string): Json | undefined {
  const outputs = JSON.parse(stdout) as Json;
  return typeof outputs === "object" && outputs !== null && Object.keys(outputs).length > 0 ? outputs : undefined;
}

function read<T>(stack: string, schema: z.ZodType<T>, raw: unknown): T {
  const outputs = schema.safeParse(raw);
  if (outputs.success) return outputs.data;
  const problems = outputs.error.issues.map(({ path, message }) => `${path.join(".") || "(all of it)"}: ${message}`);
  throw new FailoverError("ANSWER_UNREADABLE", { source: `the ${stack} stack's outputs`, problems });
}
