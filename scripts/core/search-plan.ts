import type { SearchSettings } from "./data-settings.ts";

/** What the search setting means for users, in one sentence. */
export function searchPlanText(search: SearchSettings | undefined): string {
  if (search === undefined) return "failover.yaml has no section 'search': no index is rebuilt, and whatever searches finds what it finds";
  switch (search.onFailover) {
    case "none":
      return "the search index is left as it is: searches find nothing until somebody rebuilds it";
    case "reindex":
      return "the search index is rebuilt from the database: the service runs meanwhile, and searches find more and more until it is done";
    case "snapshot":
      return "the search index comes back from its last snapshot, then what has changed since is indexed again: until then searches may find what is gone and miss what is new";
    default:
      return search.onFailover satisfies never;
  }
}

/** From when on the database is indexed again after a snapshot: a margin earlier, because snapshot and database have different clocks. */
export const reindexSince = (snapshotAt: string, marginMinutes: number): string => new Date(Date.parse(snapshotAt) - marginMinutes * 60_000).toISOString();
