import pLimit from "p-limit";
import { giveToPostgres } from "../../core/commands/host.ts";
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
  /** Resolves when all is there, and not before may it be loaded: pg_restore takes nothing but files, so a pipe cannot make it wait for one. */
  readonly whole: () => Promise<void>;
};

export type Arriving = {
  readonly directory: string;
  /** All that belongs to the dump. */
  readonly objects: readonly ManifestObject[];
  /** Raised when nothing more will come, or nobody waits any more. */
  readonly over: AbortSignal;
};

/** Puts together a dump whose files arrive in any order, each whole and looked at. */
export function arrivingDump({ disk, shell }: Pick<HostPorts, "disk" | "shell">, { directory, objects, over }: Arriving): ArrivingDump {
  // One of its own: Node takes many listeners of one signal for a leak.
  const signal = AbortSignal.any([over]);
  let hasContents = false;
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

  const add = async (landing: string): Promise<void> => {
    for (const name of await disk.files(landing)) {
      await disk.move(`${landing}/${name}`, `${directory}/${name}`);
      hasContents ||= name === CONTENTS_FILE;
    }
    missing -= 1;
    const met = waiting.filter(({ isOver }) => isOver());
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  };

  return {
    directory,
    add: async (landing) => {
      await succeed(shell, giveToPostgres(landing));
      await oneAtATime(() => add(landing));
    },
    contents: () => until(() => missing === 0 || hasContents),
    whole: () => until(() => missing === 0),
  };
}
