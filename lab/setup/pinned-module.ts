import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

/** A program built from a committed go.mod and go.sum: Go's module proxy serves what a release page may not. */
export type PinnedProgram = {
  /** The folder under pins/. */
  readonly pin: string;
  readonly packagePath: string;
  readonly buildArgs: readonly string[];
};

const pinDirectory = (pin: string): string => join(import.meta.dirname, "pins", pin);

/** Changes with anything the programs are built from. */
export function pinKey(programs: readonly PinnedProgram[], ...more: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([programs, more]));
  for (const { pin } of programs) {
    for (const file of readdirSync(pinDirectory(pin)).sort()) hash.update(readFileSync(join(pinDirectory(pin), file)));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Builds the programs into `directory`/bin, each under its name; leaves nothing else behind. */
export async function buildInto(directory: string, programs: Readonly<Record<string, PinnedProgram>>): Promise<void> {
  const scratch = join(directory, "building");
  const env = await goEnvironment(scratch);
  for (const [name, { pin, packagePath, buildArgs }] of Object.entries(programs)) {
    const source = join(scratch, pin);
    await mkdir(source, { recursive: true });
    await cp(pinDirectory(pin), source, { recursive: true });
    await runTool({
      file: "go",
      args: ["build", "-trimpath", ...buildArgs, "-o", join(directory, "bin", name), packagePath],
      cwd: source,
      env,
      timeoutSeconds: 30 * 60,
    });
  }
  await rm(scratch, { recursive: true, force: true });
}

/**
 * A person who works with Go has caches that Go itself looks after: what lies there need not be fetched
 * again. For anyone else the two gigabytes of a build live beside it and go away with it.
 */
async function goEnvironment(scratch: string): Promise<Record<string, string>> {
  const base = { CGO_ENABLED: "0", GOWORK: "off" };
  const [modules = "", builds = ""] = (await runTool({ file: "go", args: ["env", "GOMODCACHE", "GOCACHE"], timeoutSeconds: 30 })).split("\n");
  if ((await isUsed(modules)) && (await isUsed(builds))) return base;
  return { ...base, GOMODCACHE: join(scratch, "modules"), GOCACHE: join(scratch, "builds"), GOFLAGS: "-modcacherw" };
}

const isUsed = (directory: string): Promise<boolean> => readdir(directory).then((entries) => entries.length > 1, () => false);
