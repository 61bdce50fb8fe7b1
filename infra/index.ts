import { getStack, RunError } from "@pulumi/pulumi";
import { keepFramesInPlace } from "./frames.ts";

type Run = (stack: string) => object | Promise<object>;

/** Which program each stack runs. Imported only when it is the one, so that a stack loads only its own cloud's SDK. */
const programs: Readonly<Record<string, () => Promise<Run>>> = {
  aws: async () => (await import("./aws/index.ts")).aws,
  standby: async () => (await import("./standby/index.ts")).standby,
  gcp: async () => (await import("./gcp/index.ts")).gcp,
  "gcp-drill": async () => (await import("./gcp/index.ts")).gcp,
  restore: async () => (await import("./restore/index.ts")).restore,
  dns: async () => (await import("./dns/index.ts")).dns,
  "export-snapshot": async () => (await import("./export-snapshot/index.ts")).exportSnapshot,
  verify: async () => (await import("./verify/index.ts")).verify,
};

/** Runs the program of the stack that Pulumi was started for, and returns the stack's outputs. */
async function main(): Promise<object> {
  keepFramesInPlace();
  const stack = getStack();
  const load = Object.hasOwn(programs, stack) ? programs[stack] : undefined;
  if (!load) throw new RunError(`there is no stack '${stack}': the stacks are ${Object.keys(programs).join(", ")}`);
  return (await load())(stack);
}

// Pulumi calls the default export; a named one would itself become an output.
export { main as default };
