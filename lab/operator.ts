import { execa } from "execa";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { deskOf, type Desk } from "./desk/desk.ts";
import { initOf } from "./desk/machine.ts";
import { enterMachine } from "./desk/machine-command.ts";
import { run, type RunOptions, type Started } from "./desk/run.ts";
import { LabError } from "./lab-error.ts";
import type { OperatorName } from "./network/plan.ts";
import { operatorEnvironment } from "./operator-environment.ts";
import { here, type Place } from "./place.ts";
import { readRecord } from "./record.ts";

/** Where a command of an operator is typed, and with what besides their own environment. */
export type OperatorOptions = RunOptions & { readonly env?: Readonly<Record<string, string>>; readonly at?: OperatorName };

/** Starts a command in the project's directory on an operator's machine: the first one's, if none is named. */
export function runAsOperator(argv: readonly string[], { env, at = "operator", ...options }: OperatorOptions): Started {
  const place = here();
  const desk = deskOf(place, at);
  return run({ ...options, argv: enterMachine(runningInit(desk), desk.site, argv), directory: place.directory, env: { ...environmentAt(place, desk), ...env } });
}

/** The first process of a machine that is on. */
export function runningInit(desk: Desk): number {
  const init = initOf(desk);
  if (init === undefined) throw new LabError(`the ${desk.name}'s machine is off`, "it was switched off, or no lab is up", "npm run lab -- status");
  return init;
}

/** What a bare `pulumi` needs comes from the kit itself, as it would on any desk; a site that is broken still gets its shell. */
const WITH_KIT_ENVIRONMENT = 'if exports=$(failover env); then eval "$exports"; fi; PS1="lab:\\W\\$ " exec bash --norc';

/** Opens the operator's shell on this terminal and returns its exit code once the person leaves it. */
export async function openShell(place: Place): Promise<number> {
  const desk = deskOf(place, "operator");
  const [file = "", ...args] = enterMachine(runningInit(desk), desk.site, ["bash", "-c", WITH_KIT_ENVIRONMENT]);
  const { exitCode } = await execa(file, args, { cwd: place.directory, env: environmentAt(place, desk), extendEnv: false, stdio: "inherit", reject: false });
  return exitCode ?? 1;
}

const siteEnvironment = z.record(z.string(), z.string());

function environmentAt(place: Place, desk: Desk): Readonly<Record<string, string>> {
  const record = readRecord(place);
  if (record?.complete !== true) {
    throw new LabError("no lab is up", record === undefined ? `${place.record} is not there` : "whoever brought it up broke off on the way", "npm run lab -- up");
  }
  return operatorEnvironment({ desk, socket: place.socket, tooling: record.tooling, site: siteVariables(desk) }, process.env);
}

/** A lab without a site yet has no variables of its own. */
function siteVariables({ site }: Desk): Readonly<Record<string, string>> {
  try {
    return siteEnvironment.parse(JSON.parse(readFileSync(join(site, "environment.json"), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new LabError("the site's environment.json cannot be used", String(error), "take the lab down and up again: the site is written anew");
  }
}
