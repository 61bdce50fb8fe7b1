/** A number with what it counts, in the plural where it is not one. */
export const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
