import { readlink } from "node:fs/promises";
import { LabError } from "./lab-error.ts";
import { here, type Place } from "./place.ts";
import { clear } from "./remains/clear.ts";
import { namespacesOf } from "./remains/observe.ts";

type DownOptions = { readonly place?: Place; /** How long hosts may take to shut down by themselves; their disks are thrown away in any case. */ readonly patienceSeconds?: number };

/** Takes the lab down and returns what could not be removed, one line each: empty is what it should be. */
export async function labDown({ place = here(), patienceSeconds = 0 }: DownOptions = {}): Promise<readonly string[]> {
  const own = (await namespacesOf(place)).get(await readlink("/proc/self/ns/net"));
  if (own !== undefined) {
    throw new LabError("the lab cannot be taken down from inside", `this shell stands in its namespace ${own} and would be ended with it`, "leave it with 'exit', then 'npm run lab -- down'");
  }
  return clear(place, patienceSeconds);
}
