/** A dump measured at a fifth of its database; half leaves room for data that compresses badly, and for what the store does not take at once. */
const USUAL_SHARE = 1 / 2;
/** A database grows, and a table that is still being dumped lies there twice, as it is and encrypted. */
const GROWS = 1.25;

/** What an export wants of its spool's disk, and what that rests on in words. */
export type SpoolNeed = { readonly bytes: number; readonly because: string };

/** How much room a dump may take before it is sent: by what the last one was of its database, where that is known, and never less than a usual one. */
export function spoolNeed(databaseBytes: number, last: { readonly databaseBytes: number; readonly plainBytes: number } | undefined): SpoolNeed {
  const share = last === undefined || last.databaseBytes <= 0 ? undefined : last.plainBytes / last.databaseBytes;
  if (share === undefined) return { bytes: databaseBytes * USUAL_SHARE, because: "half of its size, and more where its data does not compress, as images and what is encrypted do not" };
  if (share * GROWS <= USUAL_SHARE) return { bytes: databaseBytes * USUAL_SHARE, because: "half of its size" };
  return { bytes: databaseBytes * share * GROWS, because: `${Math.round(share * GROWS * 100)} % of its size, since the last dump was ${Math.round(share * 100)} % of what it was made from` };
}
