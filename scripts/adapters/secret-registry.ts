import type { Command } from "../core/commands/command.ts";
import { finder, mask, maskKnown } from "../core/mask.ts";
import { Secret } from "../core/secret.ts";
import type { SecretSources } from "../core/secret-sources.ts";
import type { Secrets } from "../world.ts";

/** What the doors to the outside ask of it: the doors cover, and let no secret through where anybody could see it. */
export type SecretRegistry = Secrets & {
  /** The same for data that programs read: looks alone prove nothing there, nor does a value that is a mere word. */
  readonly coverData: (text: string) => string;
  readonly holds: (text: string) => boolean;
  readonly isPrivate: (path: string) => boolean;
  /** Resolves when the private files are read that are there; throws if the command shows a secret. Before any child starts. */
  readonly admit: (command: Command) => Promise<void>;
  /** Resolves when the private files are read that are there. */
  readonly ready: () => Promise<void>;
};

/** Everything secret that this process has come to know. Values only ever join. */
export function secretRegistry(read: (path: string) => Promise<string | undefined>): SecretRegistry {
  const values = new Set<string>();
  const privateFiles = new Set<string>();
  const unread = new Set<string>();
  let compiled: Compiled | undefined;
  const known = () => (compiled ??= compile([...values]));

  const learn = ({ values: more, files }: SecretSources) => {
    for (const value of more) {
      if (!values.has(value)) compiled = undefined;
      values.add(value);
    }
    for (const path of files) {
      if (!privateFiles.has(path)) unread.add(path);
      privateFiles.add(path);
    }
  };
  const ready = async () => {
    for (const path of unread) {
      // Whoever needs a file that cannot be read says so himself. One that is not there may be made yet.
      const text = await read(path).catch(() => undefined);
      if (text === undefined) continue;
      learn({ values: [text], files: [] });
      unread.delete(path);
    }
  };
  return {
    learn,
    ready,
    cover: (text) => known().cover(text),
    coverData: (text) => known().coverData(text),
    holds: (text) => known().holds(text),
    isPrivate: (path) => privateFiles.has(path),
    admit: async (command) => {
      await ready();
      learn({ values: Object.values(command.env ?? {}).flatMap((value) => (value instanceof Secret ? [value.reveal()] : [])), files: [] });
      const shown = [command.file, command.cwd ?? "", ...command.args];
      if (shown.some((word) => known().holds(word))) throw new Error(`bug: the arguments of '${command.file}' hold a secret, which every user of a machine could see; it was not started`);
    },
  };
}

type Compiled = Pick<SecretRegistry, "cover" | "coverData" | "holds">;

const compile = (values: readonly string[]): Compiled => ({ cover: mask(values), coverData: maskKnown(values), holds: finder(values) });
