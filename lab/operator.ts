import { execa } from "execa";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "./lab-error.ts";
import { enterStation } from "./network/enter-station.ts";
import { operatorEnvironment } from "./operator-environment.ts";
import { here, type Place } from "./place.ts";
import { readRecord } from "./record.ts";

/** How a command of the operator runs. Every one has a time limit; `onLine` gets what it prints, line by line, as it comes. */
export type OperatorOptions = {
  readonly timeoutSeconds: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly onLine?: (line: string) => void;
  /** In a process group of its own, so that all of it can be killed at once by its negative pid. */
  readonly detached?: boolean;
};

/** Starts a command where the operator stands. It becomes that command, so the pid is the command's own. */
export function runAsOperator(argv: readonly string[], options: OperatorOptions) {
  const { timeoutSeconds, env, cwd, input, onLine, detached = false } = options;
  const place = here();
  const [file = "", ...args] = enterStation(place, "operator", argv);
  const seen = function* (line: unknown) {
    onLine?.(String(line));
    yield line;
  };
  return execa(file, args, {
    cwd: cwd ?? place.site,
    env: { ...environmentOfOperator(place), ...env },
    extendEnv: false,
    input: input ?? "",
    stdout: seen,
    stderr: seen,
    all: true,
    timeout: timeoutSeconds * 1000,
    forceKillAfterDelay: 2000,
    reject: false,
    detached,
  });
}

/** What a bare `pulumi` needs comes from the kit itself, as it would on any desk; a site that is broken still gets its shell. */
const WITH_KIT_ENVIRONMENT = 'if exports=$(failover env); then eval "$exports"; fi; exec bash --norc';

/** Opens the operator's shell on this terminal and returns its exit code once the person leaves it. */
export async function openShell(place: Place): Promise<number> {
  const [file = "", ...args] = enterStation(place, "operator", ["bash", "-c", WITH_KIT_ENVIRONMENT]);
  const env = { ...environmentOfOperator(place), PS1: "lab:\\W\\$ " };
  const { exitCode } = await execa(file, args, { cwd: place.site, env, extendEnv: false, stdio: "inherit", reject: false });
  return exitCode ?? 1;
}

const siteEnvironment = z.record(z.string(), z.string());

function environmentOfOperator(place: Place): Readonly<Record<string, string>> {
  const record = readRecord(place);
  if (record === undefined) throw new LabError("no lab is up", `${place.record} is not there`, "npm run lab -- up");
  return operatorEnvironment(place, record.tooling, siteVariables(place), process.env);
}

/** A lab without a site yet has no variables of its own. */
function siteVariables(place: Place): Readonly<Record<string, string>> {
  try {
    return siteEnvironment.parse(JSON.parse(readFileSync(join(place.site, "environment.json"), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new LabError("the site's environment.json cannot be used", String(error), "take the lab down and up again: the site is written anew");
  }
}
