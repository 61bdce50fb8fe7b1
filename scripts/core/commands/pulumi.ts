import type { Settings } from "../settings.ts";
import type { Command } from "./command.ts";

const MINUTE = 60;

/** Exit code of `preview --expect-no-changes` when there are changes (pulumi 3.227 and later); any code but 0 and this one is no answer. */
export const DIFFERS = 7;

/** What a bare `pulumi` needs to find the company's state and read its secrets. */
export function pulumiEnvironment({ storage, pulumi }: Pick<Settings, "storage" | "pulumi">): Readonly<Record<string, string>> {
  return {
    PULUMI_BACKEND_URL: `gs://${storage.buckets.state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: pulumi.passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Pulumi's storage client takes a bare host:port; with a scheme it waits for ever.
    ...(storage.endpoint === undefined ? {} : { STORAGE_EMULATOR_HOST: new URL(storage.endpoint).host }),
  };
}

export type PulumiProject = { readonly settings: Pick<Settings, "storage" | "pulumi">; readonly projectDirectory: string };

/** Brings a stack up without a question and without a preview of what the program says anyway. */
export const up = (project: PulumiProject, stack: string, options: { readonly refresh: boolean }): Command =>
  pulumi(project, ["up", "--stack", stack, "--yes", "--skip-preview", ...(options.refresh ? ["--refresh"] : [])], 30 * MINUTE);

/** The same with settings from this file, an absolute path, in place of the stack's own. */
export function upWith(project: PulumiProject, stack: string, configFile: string, options: { readonly refresh: boolean }): Command {
  const command = up(project, stack, options);
  return { ...command, args: [...command.args, "--config-file", configFile] };
}

/** Removes all that a stack holds, asking the cloud first what is there. */
export const destroy = (project: PulumiProject, stack: string): Command => pulumi(project, ["destroy", "--stack", stack, "--yes", "--skip-preview", "--refresh"], 30 * MINUTE);

/** Compares program, state and cloud; exits 0 when they agree and `DIFFERS` when not. */
export const expectNoChanges = (project: PulumiProject, stack: string): Command =>
  pulumi(project, ["preview", "--stack", stack, "--refresh", "--expect-no-changes"], 10 * MINUTE);

/** The stack's outputs as JSON, from its state alone: nothing is asked of the cloud, and secrets stay covered. */
export const stackOutputs = (project: PulumiProject, stack: string): Command =>
  pulumi(project, ["stack", "output", "--stack", stack, "--json"], 2 * MINUTE);

/** Removes every lock of a stack, whoever holds it; content with there being none. */
export const cancel = (project: PulumiProject, stack: string): Command => pulumi(project, ["cancel", "--yes", "--stack", stack], 2 * MINUTE);

/** The stack's whole state as JSON, secrets still encrypted; nothing is asked of the cloud. */
export const exportState = (project: PulumiProject, stack: string): Command => pulumi(project, ["stack", "export", "--stack", stack], 2 * MINUTE);

/** Replaces the stack's state by this one. */
export const importState = (project: PulumiProject, stack: string, state: string): Command => ({ ...pulumi(project, ["stack", "import", "--stack", stack], 2 * MINUTE), input: state });

/** Moves one resource from a stack's state into another's; the cloud is not asked. */
export const moveResource = (project: PulumiProject, o: { readonly from: string; readonly to: string; readonly urn: string }): Command =>
  pulumi(project, ["state", "move", "--source", o.from, "--dest", o.to, "--yes", o.urn], 5 * MINUTE);

/** Takes one resource out of a stack's state, protected or not; the cloud is not asked, and nothing there changes. */
export const forgetResource = (project: PulumiProject, { stack, urn }: { readonly stack: string; readonly urn: string }): Command =>
  pulumi(project, ["state", "delete", "--stack", stack, "--force", "--yes", urn], 5 * MINUTE);

/** Compares program and state alone, as an `up` without a refresh would; exits 0 when they agree and `DIFFERS` when not. */
export const expectNoPlans = (project: PulumiProject, stack: string): Command => pulumi(project, ["preview", "--stack", stack, "--diff", "--expect-no-changes"], 10 * MINUTE);

/** Every stack there is, as JSON. */
export const listStacks = (project: PulumiProject): Command => pulumi(project, ["stack", "ls", "--json"], 2 * MINUTE);

/** Makes an empty stack; fails if it is there. Its secrets need the passphrase and no cloud. */
export const initStack = (project: PulumiProject, stack: string): Command =>
  pulumi(project, ["stack", "init", stack, "--secrets-provider", "passphrase", "--no-select"], 2 * MINUTE);

const pulumi = ({ settings, projectDirectory }: PulumiProject, args: readonly string[], timeoutSeconds: number): Command => ({
  file: "pulumi",
  args: ["--cwd", projectDirectory, "--non-interactive", "--color", "never", ...args],
  env: pulumiEnvironment(settings),
  timeoutSeconds,
});
