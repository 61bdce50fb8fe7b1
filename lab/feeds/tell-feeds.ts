import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Switches } from "../network/switches.ts";
import type { Place } from "../place.ts";
import { feedsFile } from "./feeds-file.ts";
import { readTroubles, type Trouble } from "./trouble.ts";

/** Writes down what is broken now; what was before keeps its beginning. */
export async function tellFeeds(place: Pick<Place, "directory">, { awsDark, databasesGone, faults }: Switches): Promise<void> {
  const names = [...(awsDark ? ["aws-dark" as const] : []), ...(databasesGone.length > 0 ? ["database-gone" as const] : []), ...faults];
  const file = feedsFile(place);
  const before = readTroubles(() => readFileSync(file, "utf8"));
  const now = new Date().toISOString();
  const troubles: readonly Trouble[] = names.map((name) => ({ name, since: before.find((one) => one.name === name)?.since ?? now }));
  writeFileSync(`${file}.new`, JSON.stringify(troubles));
  renameSync(`${file}.new`, file);
}
