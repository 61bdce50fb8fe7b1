import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { whileHolding } from "./file-lock.ts";
import { runTool } from "./run-tool.ts";

/** Something that is expensive to make and the same for everyone who has the same pin. */
export type Recipe = {
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  readonly key: string;
  readonly expectSeconds: number;
  /** Fills `directory`, which becomes `finalDirectory` when it is whole. */
  readonly make: (directory: string, finalDirectory: string) => Promise<void>;
};

/** Where the entry of this recipe lies once it is made. */
export const entryPath = (cache: string, { name, key }: Recipe): string => join(cache, `${name}-${key}`);

/** Whether the entry is there and whole: it gets its name only when it is. */
export const isMade = (cache: string, recipe: Recipe): boolean => existsSync(entryPath(cache, recipe));

/** Returns the entry's directory, making it first where it is missing; two at once make it once. */
export async function ensureEntry(cache: string, recipe: Recipe): Promise<string> {
  const path = entryPath(cache, recipe);
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  await whileHolding(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    await removeHalfMade(cache, recipe);
    const unfinished = join(cache, `${halfMadePrefix(recipe)}${randomBytes(4).toString("hex")}`);
    await mkdir(unfinished);
    try {
      await recipe.make(unfinished, path);
      await rename(unfinished, path);
    } finally {
      await removeTree(unfinished);
    }
  });
  return path;
}

const halfMadePrefix = ({ name, key }: Recipe): string => `.making-${name}-${key}-`;

async function removeHalfMade(cache: string, recipe: Recipe): Promise<void> {
  const left = (await readdir(cache)).filter((entry) => entry.startsWith(halfMadePrefix(recipe)));
  for (const entry of left) await removeTree(join(cache, entry));
}

/** `--one-file-system`: whatever may still be mounted in there is not ours to empty. */
async function removeTree(path: string): Promise<void> {
  await runTool({ file: "rm", args: ["-rf", "--one-file-system", path], timeoutSeconds: 120 });
}
