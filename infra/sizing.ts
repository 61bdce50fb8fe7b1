const SMALLEST_VOLUME_GB = 20;
const LARGEST_VOLUME_GB = 65_536;

/** The volume for `dataGb` of tables and indexes: twice that, for the archive and the WAL of a restore beside them. */
export function volumeGb(dataGb: number): number {
  return Math.min(LARGEST_VOLUME_GB, Math.max(SMALLEST_VOLUME_GB, Math.ceil(dataGb * 2)));
}

const GROWTH = 4;

/** Up to where a volume may grow by itself; undefined for one that is too large to, since RDS wants a tenth of it between. */
export function growthLimitGb(dataGb: number): number | undefined {
  const limit = Math.min(LARGEST_VOLUME_GB, GROWTH * volumeGb(dataGb));
  return limit >= volumeGb(dataGb) * 1.1 ? limit : undefined;
}

/** Deals `count` machines out over the places in turn, so that no place has two more than another. */
export function spread<Place>(count: number, places: readonly [Place, ...Place[]]): readonly Place[] {
  return Array.from({ length: count }, (_, at) => places[at % places.length] ?? places[0]);
}
