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

/** Does the same to every item, some at a time and in this order; after a failure none is begun, and those at work are told by the signal. The first failure is what is thrown. */
export async function eachInTurn<Item, Result>(items: readonly Item[], atATime: number, work: (item: Item, index: number, failed: AbortSignal) => Promise<Result>): Promise<Result[]> {
  const limit = pLimit(atATime);
  const failed = new AbortController();
  const begun = items.map((item, index) =>
    limit(async () => {
      failed.signal.throwIfAborted();
      return work(item, index, failed.signal).catch((error: unknown) => {
        failed.abort(error);
        throw failed.signal.reason;
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
