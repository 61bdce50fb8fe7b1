import { dirname } from "node:path";
import { find } from "./program.ts";
import { runTool } from "./run-tool.ts";

/** Before this minor version, a preview's exit code does not tell a difference from a failure. */
const OLDEST_MINOR = 227;

/** The folder of a Pulumi that is installed here with its Node.js language host and new enough, if there is one. */
export async function pulumiOnPath(): Promise<string | undefined> {
  const program = find("pulumi");
  if (program === undefined || find("pulumi-language-nodejs") === undefined) return undefined;
  const version = await runTool({ file: program, args: ["version"], timeoutSeconds: 30 }).catch(() => "");
  return isNewEnough(version) ? dirname(program) : undefined;
}

/** Whether `pulumi version` names a version whose exit codes the kit can trust. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  return Number(major) === 3 && Number(minor) >= OLDEST_MINOR;
}
