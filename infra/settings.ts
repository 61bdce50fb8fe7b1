import { RunError, runtime } from "@pulumi/pulumi";
import { parseSettings, type Program, type SettingsOf } from "./settings/parse.ts";

/** The running stack's settings; stops the program with every problem named at once. */
export function readSettings<P extends Program>(program: P, stack: string): SettingsOf<P> {
  const parsed = parseSettings(program, runtime.allConfig());
  if ("settings" in parsed) return parsed.settings;
  throw new RunError(
    [
      `the settings of stack '${stack}' have ${parsed.problems.length} problem(s):`,
      ...parsed.problems.map((problem) => `  - ${problem}`),
      `Correct them in Pulumi.${stack}.yaml, or with 'pulumi config set --stack ${stack} KEY VALUE'.`,
      `Pulumi.${program}.yaml of the kit shows every one.`,
    ].join("\n"),
  );
}
