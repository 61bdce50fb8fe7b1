import { readFile, writeFile } from "node:fs/promises";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import type { ObjectStore, StoredObject } from "../../scripts/ports.ts";

/** An object store in memory that keeps the rules of a real one: a name is taken once, and the store's clock only goes on. `seconds` is that clock, for ages. */
export function memoryStore(seconds: () => number = () => performance.now() / 1000) {
  const bodies = new Map<string, { body: Uint8Array; stored: StoredObject; at: number }>();
  const key = (bucket: string, name: string) => `${bucket}/${name}`;
  const locked = new Set<string>();
  let ticks = 0;
  let passed = 0;
  const now = () => seconds() + passed;
  const put = (bucket: string, name: string, body: Uint8Array): StoredObject | "exists" => {
    return bodies.has(key(bucket, name)) ? "exists" : write(bucket, name, body);
  };
  const write = (bucket: string, name: string, body: Uint8Array): StoredObject => {
    ticks += 1;
    const createdAt = new Date(Date.UTC(2026, 10, 23) + ticks * 1000).toISOString();
    const stored = { name, bytes: body.length, createdAt, generation: String(ticks), crc32c: crc32cOf(body) };
    bodies.set(key(bucket, name), { body, stored, at: now() });
    return stored;
  };
  const bodyOf = (bucket: string, name: string): Uint8Array => {
    const found = bodies.get(key(bucket, name));
    if (found === undefined) throw new Error(`${name} is not in ${bucket}`);
    return found.body;
  };
  const objects: ObjectStore = {
    list: async (bucket, prefix) => [...bodies].filter(([at]) => at.startsWith(key(bucket, prefix))).map(([, { stored }]) => stored),
    read: async (bucket, name) => bodies.get(key(bucket, name))?.body,
    create: async (bucket, name, body) => put(bucket, name, body),
    createFromFile: async (bucket, name, path) => put(bucket, name, await readFile(path)),
    readToFile: async (bucket, name, path) => {
      const body = bodyOf(bucket, name);
      await writeFile(path, body);
      return { bytes: body.length, sha256: sha256Of(body) };
    },
    folders: async (bucket, prefix) => {
      const below = [...bodies.keys()].filter((at) => at.startsWith(key(bucket, prefix))).map((at) => at.slice(key(bucket, prefix).length));
      return [...new Set(below.flatMap((rest) => (rest.includes("/") ? [rest.split("/")[0] ?? ""] : [])))].sort();
    },
    look: async (bucket, name) => {
      const found = bodies.get(key(bucket, name));
      return found === undefined ? undefined : { body: found.body, generation: found.stored.generation, ageSeconds: now() - found.at };
    },
    replace: async (bucket, name, body, generation) => {
      const standing = bodies.get(key(bucket, name))?.stored.generation ?? "0";
      return standing === generation ? { generation: write(bucket, name, body).generation } : "changed";
    },
    remove: async (bucket, name, generation) => {
      const standing = bodies.get(key(bucket, name))?.stored;
      if (standing === undefined) return "was gone";
      if (standing.generation !== generation) return "changed";
      if (locked.has(key(bucket, name))) return { kept: "Object is subject to bucket's retention policy" };
      bodies.delete(key(bucket, name));
      return "removed";
    },
    ensureBucket: async () => "was there",
  };
  return {
    objects,
    /** Changes what lies there, as a broken disk or an intruder would; the store's own description follows it or not. */
    tamper: (bucket: string, name: string, change: (body: Buffer) => Uint8Array, { noticed }: { noticed: boolean }) => {
      const body = change(Buffer.from(bodyOf(bucket, name)));
      const { stored, at = 0 } = bodies.get(key(bucket, name)) ?? {};
      if (stored !== undefined) bodies.set(key(bucket, name), { body, at, stored: noticed ? { ...stored, bytes: body.length, crc32c: crc32cOf(body) } : stored });
    },
    /** So much time passes for the store, and for nobody else. */
    pass: (more: number) => void (passed += more),
    /** From now on the bucket's own rule keeps it. */
    lock: (bucket: string, name: string) => void locked.add(key(bucket, name)),
    remove: (bucket: string, name: string) => bodies.delete(key(bucket, name)),
    names: () => [...bodies.keys()],
  };
}
