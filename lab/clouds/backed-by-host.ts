import type { Handler } from "./handler.ts";

/** Reading and deleting for a type that is one host: gone when its host is gone, and gone with it. */
export function backedByHost(hostOf: (name: string) => string): Required<Pick<Handler, "read" | "delete">> {
  return {
    read: (resource, lab) => Promise.resolve(lab.hosts.find(hostOf(resource.name)) ? resource.outputs : undefined),
    delete: (resource, lab) => lab.hosts.remove(hostOf(resource.name)),
  };
}
