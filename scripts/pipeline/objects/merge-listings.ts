import { compareNames, type ListedObject, type Pair } from "../../core/object-comparison.ts";

type Pages = AsyncIterable<readonly ListedObject[]>;

/** One listing's objects one by one; a page at most is in memory. */
async function* single(pages: Pages): AsyncGenerator<ListedObject, void, void> {
  for await (const page of pages) yield* page;
}

/** Two listings, both in the order of their names, as one: what stands under each name on either side. */
export async function* mergeListings(source: Pages, copies: Pages): AsyncGenerator<Pair, void, void> {
  const [ones, others] = [single(source), single(copies)];
  let [one, other] = await Promise.all([ones.next(), others.next()]);
  while (one.done !== true || other.done !== true) {
    const order = one.done === true ? 1 : other.done === true ? -1 : compareNames(one.value.name, other.value.name);
    const taken = { source: order <= 0 && one.done !== true ? one.value : undefined, copy: order >= 0 && other.done !== true ? other.value : undefined };
    const name = taken.source?.name ?? taken.copy?.name ?? "";
    yield { name, ...(taken.source === undefined ? {} : { source: taken.source }), ...(taken.copy === undefined ? {} : { copy: taken.copy }) };
    [one, other] = await Promise.all([taken.source === undefined ? one : ones.next(), taken.copy === undefined ? other : others.next()]);
  }
}
