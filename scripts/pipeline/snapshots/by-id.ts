import type { StoredObject } from "../../ports.ts";

/** What lies below a prefix, by the folder that it lies in; folders whose names are no id are left out. */
export function byId(listed: readonly StoredObject[], prefix: string, isId: (folder: string) => boolean): ReadonlyMap<string, readonly StoredObject[]> {
  const all = new Map<string, StoredObject[]>();
  for (const object of listed) {
    const id = object.name.slice(prefix.length).split("/")[0] ?? "";
    if (isId(id)) all.set(id, [...(all.get(id) ?? []), object]);
  }
  return all;
}
