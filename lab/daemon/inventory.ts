import type { Inventory, Resource } from "./lab.ts";

/** An empty memory for the stand-in clouds, in the order things were made. */
export function emptyInventory(): Inventory {
  const resources = new Map<string, Resource>();
  const key = (pkg: string, type: string, id: string): string => JSON.stringify([pkg, type, id]);
  return {
    get: (pkg, type, id) => resources.get(key(pkg, type, id)),
    put: (resource) => void resources.set(key(resource.package, resource.type, resource.id), resource),
    delete: (pkg, type, id) => void resources.delete(key(pkg, type, id)),
    list: (pkg, type) => [...resources.values()].filter((r) => r.package === pkg && (type === undefined || r.type === type)),
  };
}
