/** What the objects bucket was found to hold on the day; told by the bucket alone, since AWS may answer nobody. */
export type AdoptedObjects = {
  readonly bucket: string;
  readonly objects: number;
  readonly bytes: number;
  /** False when counting was ended by its time limit: there are at least so many. */
  readonly countedAll: boolean;
  readonly newestAt: string | null;
  /** The last canary's way: what was written within so much before the outage may be missing. Null: nobody ever sent one. */
  readonly canary: { readonly writtenAt: string; readonly copiedAt: string; readonly lagSeconds: number } | null;
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What a person is told of it, and of what may be missing. */
export function adoptedText({ bucket, objects, bytes, countedAll, newestAt, canary }: AdoptedObjects): string {
  const held = `${countedAll ? "" : "at least "}${objects} objects (${megabytes(bytes)}) in ${bucket}${newestAt === null ? "" : `, the newest copied at ${newestAt}`}`;
  if (objects === 0) return `${bucket} is empty: the mirror begins without objects, whatever the source held`;
  if (canary === null) return `${held}; how late copies are was never measured ('failover objects canary'), so what was written last may be missing`;
  return `${held}; the last canary, of ${canary.writtenAt}, took ${canary.lagSeconds.toFixed(0)} s: what was written so shortly before the outage may be missing`;
}
