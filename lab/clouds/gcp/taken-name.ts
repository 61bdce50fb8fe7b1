import type { Lab } from "../../daemon/lab.ts";

const underWay = new WeakMap<Lab, Set<string>>();

/**
 * Makes something of Compute Engine, whose names are taken from the moment a create is accepted until a delete is done.
 * One name stands for one thing in its project and place: https://cloud.google.com/compute/docs/naming-resources. A second create is refused.
 */
export async function underItsName<T>(lab: Lab, id: string, isThere: () => Promise<boolean>, make: () => Promise<T>): Promise<T> {
  const making = underWay.get(lab) ?? new Set();
  underWay.set(lab, making);
  const taken = () => new Error(`googleapi: Error 409: The resource '${id}' already exists, alreadyExists`);
  if (making.has(id)) throw taken();
  making.add(id);
  try {
    if (await isThere()) throw taken();
    return await make();
  } finally {
    making.delete(id);
  }
}
