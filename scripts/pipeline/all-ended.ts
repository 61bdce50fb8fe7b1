import pLimit from "p-limit";

/** Like Promise.all, but when it throws nothing is at work any more that could still write where others already clean up. */
export async function allEnded<T extends readonly unknown[]>(work: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  try {
    return await Promise.all(work);
  } catch (error) {
    await Promise.allSettled(work);
    throw error;
  }
}

/** Does the same to every item, some at a time and in this order; after a failure none is begun. */
export async function eachInTurn<Item, Result>(items: readonly Item[], atATime: number, work: (item: Item, index: number) => Promise<Result>): Promise<Result[]> {
  const limit = pLimit(atATime);
  let failed = false;
  const begun = items.map((item, index) =>
    limit(async () => {
      if (failed) throw new Error("not begun: another one failed before");
      return work(item, index).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }),
  );
  return [...(await allEnded<Result[]>(begun))];
}

/** Does several things side by side, of which the first that fails ends the others and is what is thrown. When all have ended, so has whatever else heeds the signal. */
export async function endingTogether(work: (over: AbortController) => readonly Promise<unknown>[]): Promise<void> {
  const over = new AbortController();
  const watched = work(over).map((one) => one.catch((error: unknown) => over.abort(error)));
  await Promise.all(watched);
  if (over.signal.aborted) throw over.signal.reason as Error;
  over.abort();
}
