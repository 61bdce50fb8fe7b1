import pLimit from "p-limit";
import { giveToPostgres, makePipes } from "../../core/commands/host.ts";
import { isNamedAsExpected, loadedFirst } from "../../core/early-load.ts";
import { FailoverError } from "../../core/errors.ts";
import type { ManifestObject } from "../../core/manifest.ts";
import { CONTENTS_FILE } from "../../core/pack.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";

/** One database's dump, of which files may still be on their way. */
export type ArrivingDump = {
  readonly directory: string;
  /** Takes the files of one object, whole and looked at, from where they landed. */
  readonly add: (landing: string) => Promise<void>;
  /** Resolves when the dump says what is in it. */
  readonly contents: () => Promise<void>;
  /** Resolves when loading may begin: who opens a file of these that is not there yet waits for it. */
  readonly open: (files: ReadonlySet<string>) => Promise<void>;
  /** Resolves when all is there. */
  readonly whole: () => Promise<void>;
};

export type Arriving = {
  readonly directory: string;
  /** All that belongs to the dump. */
  readonly objects: readonly ManifestObject[];
  readonly jobs: number;
  /** Raised when nothing more will come, or nobody waits any more; raised here if a file cannot be handed to who waits for it. */
  readonly over: AbortController;
};

const NAMES_A_COMMAND = 1000;

/** Puts together a dump while it is being loaded. No byte of a file is read before all of it was looked at. */
export function arrivingDump({ disk, shell }: Pick<HostPorts, "disk" | "shell">, { directory, objects, jobs, over }: Arriving): ArrivingDump {
  // One of its own: Node takes many listeners of one signal for a leak.
  const signal = AbortSignal.any([over.signal]);
  const here = new Set<string>();
  const pipes = new Set<string>();
  const oneAtATime = pLimit(1);
  let missing = objects.length;
  let waiting: { readonly isOver: () => boolean; readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];
  signal.addEventListener("abort", () => waiting.forEach(({ reject }) => reject(signal.reason)), { once: true });

  const until = (isOver: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      if (isOver()) return resolve();
      if (signal.aborted) return reject(signal.reason as Error);
      waiting.push({ isOver, resolve, reject });
    });

  const place = async (name: string, landing: string): Promise<void> => {
    const [from, to] = [`${landing}/${name}`, `${directory}/${name}`];
    if (pipes.delete(name)) disk.replacePipe(from, to, signal).catch((error: unknown) => over.abort(error));
    else await disk.move(from, to);
    here.add(name);
  };

  const add = async (landing: string): Promise<void> => {
    for (const name of await disk.files(landing)) await place(name, landing);
    missing -= 1;
    if (missing === 0 && pipes.size > 0) throw new FailoverError("BACKUP_DAMAGED", { name: directory, problem: `lacks ${[...pipes].join(", ")}, which its contents name` });
    const met = waiting.filter(({ isOver }) => isOver());
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  };

  const putPipes = async (files: ReadonlySet<string>): Promise<void> => {
    const absent = [...files].filter((name) => !here.has(name));
    if (missing === 0) return;
    for (let from = 0; from < absent.length; from += NAMES_A_COMMAND) {
      const names = absent.slice(from, from + NAMES_A_COMMAND);
      await succeed(shell, makePipes(names.map((name) => `${directory}/${name}`)));
      names.forEach((name) => pipes.add(name));
    }
  };

  return {
    directory,
    add: async (landing) => {
      await succeed(shell, giveToPostgres(landing));
      await oneAtATime(() => add(landing));
    },
    contents: () => until(() => missing === 0 || here.has(CONTENTS_FILE)),
    open: async (files) => {
      const first = isNamedAsExpected(objects, files) ? loadedFirst(objects, jobs) : undefined;
      await until(() => missing === 0 || first?.every(({ path }) => here.has(path)) === true);
      await oneAtATime(() => putPipes(files));
    },
    whole: () => until(() => missing === 0),
  };
}
