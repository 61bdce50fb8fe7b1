import type { CacheDatabase, WrittenCache } from "./data-settings.ts";

/** What becomes of one logical database of the cache, and what its users notice. */
export type CacheFate = Pick<CacheDatabase, "number" | "holds" | "onFailover"> & { readonly means: string };

const cold = "begins empty: whatever it holds is gone, people it knew sign in again, and what can be made again is made again by the database, slowly at first";

const copied = (copiedAt: string | undefined): string =>
  copiedAt === undefined
    ? "is to be copied, but no copy is known: it begins empty, as if it were 'cold'"
    : `comes back as it was at ${copiedAt}: what was put in since is lost, what was taken out since is there again, so work may be done twice`;

/** What each database's setting means for users; `copiedAt` is when the newest copy was made, if there is one. */
export const cachePlan = (cache: Pick<WrittenCache, "databases"> | undefined, copiedAt: string | undefined): readonly CacheFate[] =>
  (cache?.databases ?? []).map(({ number, holds, onFailover }) => ({ number, holds, onFailover, means: onFailover === "cold" ? cold : copied(copiedAt) }));

/** One line for each. */
export const cachePlanText = (fates: readonly CacheFate[]): string => fates.map(({ number, holds, means }) => `cache database ${number} (${holds}) ${means}`).join("\n");

/** The databases that are copied. */
export const copiedDatabases = (cache: Pick<WrittenCache, "databases"> | undefined): readonly number[] =>
  (cache?.databases ?? []).filter(({ onFailover }) => onFailover === "rdb").map(({ number }) => number);
