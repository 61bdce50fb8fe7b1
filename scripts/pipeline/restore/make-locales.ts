import { listLocales, makeLocale } from "../../core/commands/locales.ts";
import { isExpected } from "../../core/errors.ts";
import { lastLine } from "../../core/last-words.ts";
import type { Manifest } from "../../core/manifest.ts";
import { localesOf, missingLocales } from "../../core/wanted-locales.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";

/** Makes the locales by which the source's databases order their texts, where this machine lacks them: a cloud's image has hardly any. What could not be made is told. */
export async function makeLocales({ shell }: Pick<HostPorts, "shell">, manifest: Pick<Manifest, "databases">): Promise<readonly string[]> {
  if (manifest.databases.flatMap(localesOf).length === 0) return [];
  const problems: string[] = [];
  for (const name of missingLocales(manifest, (await succeed(shell, listLocales)).stdout)) {
    const command = makeLocale(name);
    const refused = command === undefined ? "its name is of no form that is known here" : await succeed(shell, command).then(() => undefined, reasonOf);
    if (refused !== undefined) problems.push(`the locale ${name}, by which the source orders its texts, is not on this server and could not be made: ${refused}`);
  }
  return problems;
}

function reasonOf(error: unknown): string {
  if (!isExpected(error) || error.code === "COMMAND_STOPPED") throw error;
  return lastLine(error.advice.what);
}
