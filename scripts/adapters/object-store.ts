import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { crc32cOf } from "../core/crc32c.ts";
import { FailoverError } from "../core/errors.ts";
import { trusted } from "../core/parse-untrusted.ts";
import type { ObjectStore, Removal, StoredObject } from "../ports.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { StorageAnswer } from "./storage-http.ts";
import { givenUp, storageCaller, type RetryPace, type StorageOptions } from "./storage-request.ts";
import { uploadFile, uploadStream, uploadWhole, type UploadSizes } from "./storage-upload.ts";

const NOT_FOUND = 404;
const CONFLICT = 409;
const FORBIDDEN = 403;
const CONDITION_NOT_MET = 412;

const described = z
  .object({ name: z.string(), size: z.string(), timeCreated: z.string(), generation: z.string(), crc32c: z.string(), retentionExpirationTime: z.string().optional() })
  .transform(
    ({ name, size, timeCreated, generation, crc32c, retentionExpirationTime: until }): StoredObject => ({
      ...{ name, bytes: Number(size), createdAt: new Date(timeCreated).toISOString(), generation, crc32c },
      ...(until === undefined ? {} : { lockedUntil: new Date(until).toISOString() }),
    }),
  );
const listing = z.object({ items: z.array(described).default([]), prefixes: z.array(z.string()).default([]), nextPageToken: z.string().optional() });
const created = z.union([z.literal("exists"), described]);

const MEGABYTE = 1024 * 1024;
const WRITE_BYTES = MEGABYTE;

/** How a store is waited for, and how files travel. */
export type Pace = UploadSizes & RetryPace;

/** For a run, and for whatever a timer starts: patient, since nothing better can be done meanwhile. */
export const patient: Pace = { attempts: 5, firstPauseSeconds: 0.5, seconds: 60, allSeconds: 300, remembers: false, wholeUpToBytes: 64 * MEGABYTE, pieceBytes: 16 * MEGABYTE };
/** For a person who sits and waits. */
export const attended: Pace = { ...patient, seconds: 20, allSeconds: 45, remembers: true };
/** For a journal and a lease: an answer that comes late is no answer, and whoever asks will ask again. */
export const brisk: Pace = { ...patient, attempts: 1, seconds: 5, allSeconds: 5 };

/** Which generation this is, and how old by the store's own clock: both times are its. */
function versionOf({ header }: StorageAnswer, name: string): { readonly generation: string; readonly ageSeconds: number } {
  const generation = header("x-goog-generation") ?? "";
  const ageSeconds = (Date.parse(header("date") ?? "") - Date.parse(header("last-modified") ?? "")) / 1000;
  if (generation === "" || Number.isNaN(ageSeconds)) throw new FailoverError("ANSWER_UNREADABLE", { source: "the object store", problems: [`it does not say how old ${name} is`] });
  return { generation, ageSeconds: Math.max(0, ageSeconds) };
}

/** A stream of Node's between the two, or a write for each chunk, costs more than the rest of a download. */
async function writeAll(file: FileHandle, path: string, chunks: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let all = 0;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const write = async (): Promise<void> => {
    for (let left = waiting; left.length > 0; ) left = after(left, (await file.writev(left).catch(fileTrouble(path))).bytesWritten);
    [waiting, bytes] = [[], 0];
  };
  for await (const chunk of chunks) {
    hash.update(chunk);
    waiting.push(chunk);
    all += chunk.length;
    bytes += chunk.length;
    if (bytes >= WRITE_BYTES) await write();
  }
  await write();
  return { bytes: all, sha256: hash.digest("hex") };
}

/** What is left of some chunks when so many bytes of them are written. */
function after(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const [first, ...more] = chunks;
  if (first === undefined) return [];
  return bytes < first.length ? [first.subarray(bytes), ...more] : after(more, bytes - first.length);
}

const FIELDS = "name,size,timeCreated,generation,crc32c,retentionExpirationTime";
const address = (bucket: string, name: string): string => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;

/** A retention rule or a hold: the store's own, and not for want of a right. https://docs.cloud.google.com/storage/docs/json_api/v1/status-codes */
const isKept = (status: number, text: string): boolean => status === FORBIDDEN && /retentionPolicyNotMet|objectUnderActiveHold/.test(text);
const refusal = z.object({ error: z.object({ message: z.string() }) });

async function removalOf(response: StorageAnswer): Promise<Removal> {
  if (response.status === NOT_FOUND) return "was gone";
  if (response.status === CONDITION_NOT_MET) return "changed";
  if (response.status !== FORBIDDEN) return "removed";
  return { kept: refusal.safeParse(await response.json().catch(() => undefined)).data?.error.message ?? "the bucket's own rule keeps it" };
}

/**
 * Google Cloud Storage over its JSON API. No client library: Google's reads STORAGE_EMULATOR_HOST
 * wherever it runs and breaks on the form of it that Pulumi needs.
 */
export function objectStore(options: StorageOptions, pace: Pace = patient): ObjectStore {
  const call = storageCaller(options, pace);

  const page = (bucket: string, about: Readonly<Record<string, string>>, token: string) => {
    const query = new URLSearchParams({ ...about, ...(token === "" ? {} : { pageToken: token }) });
    return call({ method: "GET", path: `/storage/v1/b/${bucket}/o?${query.toString()}` }, async (response) => trusted(listing, await response.json(), "the object store"));
  };

  const pages = async (bucket: string, about: Readonly<Record<string, string>>): Promise<readonly z.infer<typeof listing>[]> => {
    const all: z.infer<typeof listing>[] = [];
    let token: string | undefined = "";
    while (token !== undefined) {
      const one = await page(bucket, about, token);
      all.push(one);
      token = one.nextPageToken;
    }
    return all;
  };

  return {
    list: async (bucket, prefix) => (await pages(bucket, { prefix, fields: `items(${FIELDS}),nextPageToken` })).flatMap(({ items }) => items),
    folders: async (bucket, prefix) => {
      const found = await pages(bucket, { prefix, delimiter: "/", fields: "prefixes,nextPageToken" });
      return found.flatMap(({ prefixes }) => prefixes.map((name) => name.slice(prefix.length, -1)));
    },
    read: (bucket, name) =>
      call({ method: "GET", path: address(bucket, name), accept: [NOT_FOUND] }, async (response) =>
        response.status === NOT_FOUND ? undefined : await response.bytes(),
      ),
    create: async (bucket, name, body) => {
      const stored = trusted(created, await uploadWhole(call, bucket, name, () => [body], { crc32c: crc32cOf(body) }), "the object store");
      if (stored !== "exists" && (stored.crc32c !== crc32cOf(body) || stored.bytes !== body.length)) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
      return stored;
    },
    createFromFile: async (bucket, name, path, until) => trusted(created, await uploadFile(givenUp(call, until), bucket, name, path, pace), "the object store"),
    createFromStream: async (bucket, name, body, until) => trusted(created, await uploadStream(givenUp(call, until), bucket, name, body, pace), "the object store"),
    readToFile: (bucket, name, path, until) =>
      givenUp(call, until)({ method: "GET", path: address(bucket, name), isTransfer: true }, async ({ chunks }) => {
        const file = await open(path, "w", 0o600).catch(fileTrouble(path));
        try {
          return await writeAll(file, path, chunks);
        } finally {
          await file.close();
        }
      }),
    look: (bucket, name) =>
      call({ method: "GET", path: address(bucket, name), accept: [NOT_FOUND] }, async (response) =>
        response.status === NOT_FOUND ? undefined : { ...versionOf(response, name), body: await response.bytes() },
      ),
    replace: async (bucket, name, body, generation) => {
      const stored = trusted(created, await uploadWhole(call, bucket, name, () => [body], { generation }), "the object store");
      return stored === "exists" ? "changed" : { generation: stored.generation };
    },
    remove: (bucket, name, generation) =>
      call(
        {
          ...{ method: "DELETE", path: `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?ifGenerationMatch=${generation}` },
          ...{ accept: [NOT_FOUND, CONDITION_NOT_MET], accepts: isKept },
        },
        removalOf,
      ),
    ensureBucket: (bucket, { location, versioned }) =>
      call(
        {
          method: "POST",
          path: `/storage/v1/b?project=${encodeURIComponent(options.project)}`,
          headers: { "content-type": "application/json" },
          body: () => JSON.stringify({ name: bucket, location, versioning: { enabled: versioned }, iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } }),
          accept: [CONFLICT],
        },
        async (response) => (response.status === CONFLICT ? "was there" : "made"),
      ),
  };
}
