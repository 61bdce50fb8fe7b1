import type { Lab } from "../daemon/lab.ts";

const queues = new WeakMap<Lab, Promise<unknown>>();

/** Runs work that reads the whole inventory one piece at a time, so that the last one to run has seen everything. */
export function inTurn<T>(lab: Lab, work: () => Promise<T>): Promise<T> {
  const before = queues.get(lab) ?? Promise.resolve();
  const result = before.then(work, work);
  queues.set(
    lab,
    result.catch(() => undefined),
  );
  return result;
}
