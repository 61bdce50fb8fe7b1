import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getRootDirectory, RunError, runtime } from "@pulumi/pulumi";
import { parseSettings, type Program, type SettingsOf } from "./settings/parse.ts";
import { placed, type StackFile } from "./settings/place.ts";

/** The running stack's settings; stops the program with every problem named at once, each with its place in the stack's file. */
export function readSettings<P extends Program>(program: P, stack: string): SettingsOf<P> {
  const parsed = parseSettings(program, runtime.allConfig());
  if ("settings" in parsed) return parsed.settings;
  throw new RunError(
    [
      `the settings of stack '${stack}' have ${parsed.problems.length} problem(s):`,
      ...placed(parsed.problems, stackFile(stack)).map((problem) => `  - ${problem.replaceAll("\n", "\n    ")}`),
      `Correct them in Pulumi.${stack}.yaml, or with 'pulumi config set --stack ${stack} KEY VALUE'.`,
      `Pulumi.${program}.yaml of the kit shows every one.`,
    ].join("\n"),
  );
}

/** The program runs beside its own code; the stack's file lies beside Pulumi.yaml. Without it, settings are told by name. */
function stackFile(stack: string): StackFile | undefined {
  const name = `Pulumi.${stack}.yaml`;
  try {
    return { name, text: readFileSync(join(getRootDirectory(), name), "utf8") };
  } catch {
    return undefined;
  }
}
