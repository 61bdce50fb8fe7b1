import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../place.ts";
import { processorWeights, type Hierarchy } from "./cgroup-hierarchies.ts";
import { mountedHierarchies } from "./cgroup.ts";
import { machineName } from "./host-command.ts";

type Weights = NonNullable<ReturnType<typeof processorWeights>>;

/** Lets a host have this machine's processors before everything else here, as one has that is a machine of its own; tells whether that can be done here. */
export const goesFirst = (place: Pick<Place, "id">, host: string): Promise<boolean> => weigh(place, host, ({ most }) => most);

/** Lets it share them evenly again, as every host does from the first. */
export const standsEqual = (place: Pick<Place, "id">, host: string): Promise<boolean> => weigh(place, host, ({ usual }) => usual);

async function weigh(place: Pick<Place, "id">, host: string, choose: (weights: Weights) => string): Promise<boolean> {
  const files = (await mountedHierarchies()).flatMap((tree) => weightIn(tree, machineName(place, host), choose));
  for (const { path, weight } of files) await writeFile(path, weight);
  return files.length > 0;
}

function weightIn(tree: Hierarchy, cgroup: string, choose: (weights: Weights) => string): readonly { readonly path: string; readonly weight: string }[] {
  const weights = processorWeights(tree);
  const path = weights === undefined ? undefined : join(tree.path, cgroup, weights.file);
  return weights === undefined || path === undefined || !existsSync(path) ? [] : [{ path, weight: choose(weights) }];
}
