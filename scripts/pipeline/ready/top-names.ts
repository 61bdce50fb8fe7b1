import { DEEPEST } from "../../core/ready/stray-keys.ts";
import type { Listing } from "../../ports.ts";

/** A bucket may hold millions of objects; so many requests are spent on it. */
const MOST_REQUESTS = 20;
/** After every name of a folder, by the order of names' bytes. */
const LAST = "\u{10FFFF}";

/** The names at the top of a bucket and of its folders; what lies deeper is jumped over. `isAll` is false when there were too many. */
export async function topNames(listing: Pick<Listing, "pages">, bucket: string): Promise<{ readonly names: readonly string[]; readonly isAll: boolean }> {
  const names: string[] = [];
  let after: string | undefined;
  for (let request = 0; request < MOST_REQUESTS; request += 1) {
    const page = await firstPage(listing, bucket, after);
    const last = page.at(-1);
    if (last === undefined) return { names, isAll: true };
    names.push(...page.filter((name) => depthOf(name) <= DEEPEST));
    after = depthOf(last) <= DEEPEST ? last : `${last.split("/").slice(0, DEEPEST).join("/")}/${LAST}`;
  }
  return { names, isAll: false };
}

const depthOf = (name: string): number => name.split("/").length;

async function firstPage(listing: Pick<Listing, "pages">, bucket: string, after: string | undefined): Promise<readonly string[]> {
  for await (const page of listing.pages(bucket, after)) if (page.length > 0) return page.map(({ name }) => name);
  return [];
}
