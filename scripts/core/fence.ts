/** How one target took the attempt to make it refuse writes. */
export type Attempt = { readonly target: string; readonly refusesWrites: boolean; readonly because: string };

export type Fence = { readonly fenced: boolean; readonly because: readonly string[] };

/** Fenced only if every application host is known and said so. A silent host may come back and take writes, and so counts as not fenced. */
export function fenceOf(database: string, hosts: readonly Attempt[] | { readonly unknown: string }): Fence {
  if ("unknown" in hosts) return { fenced: false, because: [database, `the application's hosts are not known: ${hosts.unknown}`] };
  return {
    fenced: hosts.length > 0 && hosts.every(({ refusesWrites }) => refusesWrites),
    because: [database, ...hosts.map(({ target, because }) => `${target}: ${because}`)],
  };
}
