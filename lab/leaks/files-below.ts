import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { nothingWhereGone } from "./haystack.ts";
import type { Where } from "./place.ts";

type Tree = { readonly kind: string; readonly root: string; /** How the root is called in a report, as `host shop-gcp-app-1: /`. */ readonly as: string; /** Paths below the root that are left out. */ readonly without?: RegExp };

/** Every plain file in a tree, whatever comes and goes meanwhile; nothing where there is no such tree. Links are not followed. */
export async function* filesBelow(tree: Tree, below = ""): AsyncGenerator<Where> {
  const { kind, root, as, without } = tree;
  // Not readdir's own recursion: it follows links, and gives up on a directory that goes while it looks.
  const entries = (await readdir(join(root, below), { withFileTypes: true }).catch(nothingWhereGone)) ?? [];
  for (const entry of entries) {
    const path = join(below, entry.name);
    if (without?.test(path) === true) continue;
    if (entry.isDirectory()) yield* filesBelow(tree, path);
    if (!entry.isFile()) continue;
    const file = join(root, path);
    const status = await lstat(file).catch(nothingWhereGone);
    if (status !== undefined) yield { kind, name: `${as}${path}`, file, mode: status.mode & 0o777 };
  }
}
