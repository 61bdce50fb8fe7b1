import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { main } from "../../scripts/cli.ts";
import { realWorld } from "../../scripts/runtime.ts";
import type { Step } from "../../scripts/steps/step.ts";
import type { World } from "../../scripts/world.ts";
import { settingsText, variables } from "./settings.ts";
import { memoryStore } from "./memory-store.ts";
import { MemoryJournal, quietWatchdog, silentPorts, toyPipeline } from "./world.ts";

/** A company's directory on disk, with everything a plan rests on. */
export async function projectDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "failover-"));
  await writeFile(join(directory, "failover.yaml"), settingsText);
  for (const name of ["Pulumi.yaml", "Pulumi.standby.yaml", "Pulumi.gcp.yaml", "site-vars.yml"]) await writeFile(join(directory, name), `# ${name}\n`);
  for (const name of ["kit/ansible/roles", "kit/infra"]) await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, "kit/ansible/site.yml"), "- hosts: all\n");
  return directory;
}

/** Where an error's text was broken to fit into 80 columns; a test is about its words. */
const unbroken = /\n {8}(?=[^\s|])/g;

export type Said = { readonly code: number; readonly out: string; readonly said: string };

/** Each company has a ledger of its own. */
const ledgers = new Map<string, ReturnType<typeof memoryStore>>();

export function ledgerOf(directory: string): ReturnType<typeof memoryStore> {
  const ledger = ledgers.get(directory) ?? memoryStore();
  ledgers.set(directory, ledger);
  return ledger;
}

/** A fresh clone of the same project at another machine: nothing of `.failover`, the same ledger. */
export async function freshClone(directory: string): Promise<string> {
  const clone = await projectDirectory();
  ledgers.set(clone, ledgerOf(directory));
  return clone;
}

/** The command line over a real disk, a real clock and toy steps: `await failover("run")`. */
export function kit(directory: string, steps: readonly Step[], more: Partial<World> = {}): (...args: readonly string[]) => Promise<Said> {
  return async (...args) => {
    const out: string[] = [];
    const said: string[] = [];
    const code = await main(args, worldOf(directory, steps, more, { out, said }));
    return { code, out: out.join(""), said: said.join("").replaceAll(unbroken, " ") };
  };
}

/** The world that a command sees there; what it prints and says is added to these. */
export function worldOf(directory: string, steps: readonly Step[], more: Partial<World> = {}, { out, said }: { readonly out: string[]; readonly said: string[] } = { out: [], said: [] }): World {
  const real = realWorld({
    env: more.env ?? variables,
    workingDirectory: directory,
    root: join(directory, "kit"),
    self: [],
    stdin: async () => "",
    stdinStream: () => Readable.from([]),
    isAttended: () => false,
    stdout: { write: (text) => out.push(text), columns: () => undefined, onError: () => undefined },
    stderr: { write: (text) => said.push(text), size: () => undefined },
    exit: () => undefined,
    stop: new AbortController().signal,
  });
  return {
    ...real,
    person: "ana@laptop",
    watchdog: async (mark) => quietWatchdog(mark),
    ledger: async () => ledgerOf(directory).objects,
    outside: async () => silentPorts({ journal: new MemoryJournal(), clock: real.clock, operator: real.operator }),
    pipeline: async (name) => toyPipeline(steps, name),
    ...more,
  };
}
