import type { Told } from "../../scripts/core/evidence.ts";
import { evidenceName, readEvidenceName } from "../../scripts/core/evidence-names.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { memoryStore } from "./memory-store.ts";

/** A ledger whose own clock is `now`, and which took each entry of the evidence at the moment the entry names. */
export function evidenceStore(now: () => number) {
  const store = memoryStore();
  const bornAt = new Map<string, number>();
  const timeOf = (name: string): number => bornAt.get(name) ?? readEvidenceName(name)?.at ?? now();
  const objects: ObjectStore = {
    ...store.objects,
    create: async (bucket, name, body) => {
      if (readEvidenceName(name) !== undefined && !bornAt.has(name)) bornAt.set(name, now());
      return store.objects.create(bucket, name, body);
    },
    list: async (bucket, prefix) => (await store.objects.list(bucket, prefix)).map((object) => ({ ...object, createdAt: new Date(timeOf(object.name)).toISOString() })),
    look: async (bucket, name) => {
      const found = await store.objects.look(bucket, name);
      return found === undefined || readEvidenceName(name) === undefined ? found : { ...found, ageSeconds: Math.max(0, (now() - timeOf(name)) / 1000) };
    },
  };
  return {
    objects,
    names: () => store.names(),
    /** What was seen and said, as if it had come at its time. */
    seed: async (told: readonly Told[]) => {
      for (const { entry } of told) {
        const body = JSON.stringify({ entry, sent: { at: entry.at, waitedSeconds: 0 } });
        await store.objects.create("shop-journal", evidenceName("shop", entry), new TextEncoder().encode(body));
      }
    },
  };
}
