import { listedFiles } from "../../core/commands/postgres.ts";
import { pack } from "../../core/commands/tar.ts";
import { fullPacks, isSmall, packed, type DumpFile, type Pack } from "../../core/pack.ts";
import type { HostPorts } from "../../host-ports.ts";
import { succeed } from "../../steps/succeed.ts";
import { eachInTurn } from "../all-ended.ts";

const STATS = 64;

/** Puts a dump's small files together, and names what is to be sent. */
export type Packer = {
  /** Takes what a list of large objects names, now that their files are whole; those that fill a pack are named at once. */
  readonly take: (list: string) => void;
  /** Makes no more packs, waits for the one that is being made, and rejects with this reason. */
  readonly stopFor: (reason: unknown) => Promise<never>;
  /** Takes everything else, once the dump has ended. */
  readonly end: () => Promise<void>;
};

/** A packer of the files in a directory; one pack is made at a time. */
export function packer({ disk, files, shell }: Pick<HostPorts, "disk" | "files" | "shell">, directory: string, whole: (path: string) => void): Packer {
  let made = 0;
  let waiting: readonly DumpFile[] = [];
  let taken = Promise.resolve();
  let stopped = false;

  // What cannot be looked at was sent already and is gone, or is found at the end.
  const sized = async (paths: readonly string[]): Promise<readonly DumpFile[]> => (await eachInTurn(paths, STATS, (path) => disk.bytesOf(`${directory}/${path}`).then((bytes) => [{ path, bytes }], () => []))).flat();
  const make = async (packs: readonly Pack[]): Promise<void> => {
    for (const { path, files: inside } of packs) {
      if (stopped) return;
      await succeed(shell, pack({ directory, path, files: inside }));
      made += 1;
      whole(path);
    }
  };
  const takeListed = async (list: string): Promise<void> => {
    const text = await files.read(`${directory}/${list}`);
    const found = await sized(listedFiles(text ?? ""));
    for (const { path } of found.filter((file) => !isSmall(file))) whole(path);
    const full = fullPacks([...waiting, ...found.filter(isSmall)], made);
    waiting = full.waiting;
    await make(full.packs);
  };

  return {
    take: (list) => {
      taken = taken.then(() => takeListed(list));
      taken.catch(() => undefined); // told at the end
    },
    stopFor: async (reason) => {
      stopped = true;
      await taken.catch(() => undefined);
      throw reason;
    },
    end: async () => {
      await taken;
      const { packs, alone } = packed(await sized(await disk.files(directory)), made);
      await make(packs);
      alone.forEach(whole);
    },
  };
}
