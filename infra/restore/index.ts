import type { RestoreOutputs } from "../outputs.ts";
import type { Promised } from "../promised.ts";
import { readSettings } from "../settings.ts";
import { restoredInstance } from "./restored-instance.ts";

/** Databases restored in an outage: each a resource of its own, so that none ever stands in another's way. */
export function restore(stack: string): Promised<RestoreOutputs> {
  const { restores: all } = readSettings("restore", stack);
  const restores = all.filter(({ adopted }) => adopted !== true);
  return {
    restores: Object.fromEntries(
      restores.map((entry) => {
        const { identifier, resourceId, address, port } = restoredInstance(entry);
        return [entry.run, { identifier, resourceId, address, port }];
      }),
    ),
  };
}
