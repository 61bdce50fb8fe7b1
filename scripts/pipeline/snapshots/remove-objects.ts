import type { ObjectStore, StoredObject } from "../../ports.ts";

/** "kept": the bucket's own rule forbids it still, or somebody said something about it meanwhile. Nothing is wrong then. */
export type Removed = { readonly id: string; readonly outcome: "removed" | "kept"; readonly because: string };

type There = { readonly id: string; readonly objects: readonly StoredObject[] };

/** Removes what lies under an id, its manifest first: after that nothing takes it for whole. The manifest came last, so what keeps it keeps the rest no longer than it. */
export async function removeObjects(objects: Pick<ObjectStore, "remove">, bucket: string, there: There, { manifest, because }: { readonly manifest: string; readonly because: string }): Promise<Removed> {
  const { id } = there;
  const inOrder = there.objects.toSorted((a, b) => Number(b.name === manifest) - Number(a.name === manifest));
  for (const { name, generation } of inOrder) {
    const removal = await objects.remove(bucket, name, generation);
    if (typeof removal === "object") return { id, outcome: "kept", because: removal.kept };
    if (removal === "changed") return { id, outcome: "kept", because: `${name} is not the object that was seen` };
  }
  return { id, outcome: "removed", because };
}
