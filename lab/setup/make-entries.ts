import { ensureEntry, type Recipe } from "./cache-entry.ts";
import { clockTime } from "./clock-time.ts";

/** Takes one line of progress for a person. */
export type Say = (line: string) => void;

/** Recipes of one lane are made one after the other, lanes side by side. */
export type Lanes = readonly (readonly Recipe[])[];

const TICK_SECONDS = 20;

/** What is about to be made and how long that usually takes, as lines for a person. */
export function announcement(lanes: Lanes): readonly string[] {
  const recipes = lanes.flat();
  const slowest = Math.max(...lanes.map((lane) => lane.reduce((sum, { expectSeconds }) => sum + expectSeconds, 0)));
  return [
    "Setting up what is missing; it is kept for all clones, in ~/.cache/failover-kit or XDG_CACHE_HOME:",
    ...recipes.map(({ title, expectSeconds }) => `  ${title}: about ${clockTime(expectSeconds)}`),
    ...(recipes.length > 1 ? [`  Side by side that is about ${clockTime(slowest)} minutes on two cores.`] : []),
  ];
}

/** Makes what the lanes hold, telling what is under way; the first failure ends it once the others have ended. */
export async function makeEntries(cache: string, lanes: Lanes, say: Say): Promise<void> {
  const begun = Date.now();
  const elapsed = (since: number): string => clockTime((Date.now() - since) / 1000);
  const underWay = new Map<Recipe, number>();
  const tick = setInterval(() => {
    const parts = [...underWay].map(([{ title, expectSeconds }, since]) => `${title} ${elapsed(since)} of about ${clockTime(expectSeconds)}`);
    say(`${elapsed(begun)}  at work: ${parts.join("; ")}`);
  }, TICK_SECONDS * 1000);

  const follow = async (lane: readonly Recipe[]): Promise<void> => {
    for (const recipe of lane) {
      const since = Date.now();
      underWay.set(recipe, since);
      await ensureEntry(cache, recipe).finally(() => underWay.delete(recipe));
      say(`${elapsed(begun)}  ${recipe.title}: ready after ${elapsed(since)}`);
    }
  };
  const ends = await Promise.allSettled(lanes.map(follow));
  clearInterval(tick);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
