import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { crc32cOf } from "../core/crc32c.ts";
import { FailoverError } from "../core/errors.ts";
import type { ObjectStore, StoredObject } from "../ports.ts";
import { storageCaller, type StorageOptions } from "./storage-request.ts";
import { uploadFile, uploadWhole, type UploadSizes } from "./storage-upload.ts";

const SECONDS = 60;
const DOWNLOAD_SECONDS = 2 * 60 * 60;
const NOT_FOUND = 404;
const CONFLICT = 409;

const described = z
  .object({ name: z.string(), size: z.string(), timeCreated: z.string(), generation: z.string(), crc32c: z.string() })
  .transform(({ name, size, timeCreated, generation, crc32c }): StoredObject => ({ name, bytes: Number(size), createdAt: new Date(timeCreated).toISOString(), generation, crc32c }));
const listing = z.object({ items: z.array(described).default([]), nextPageToken: z.string().optional() });
const created = z.union([z.literal("exists"), described]);

const MEGABYTE = 1024 * 1024;
const usual = { firstPauseSeconds: 0.5, wholeUpToBytes: 64 * MEGABYTE, pieceBytes: 16 * MEGABYTE };

const FIELDS = "name,size,timeCreated,generation,crc32c";
const address = (bucket: string, name: string): string => `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;

/**
 * Google Cloud Storage over its JSON API. No client library: Google's reads STORAGE_EMULATOR_HOST
 * wherever it runs and breaks on the form of it that Pulumi needs.
 */
export function objectStore(options: StorageOptions, pace: UploadSizes & { readonly firstPauseSeconds: number } = usual): ObjectStore {
  const call = storageCaller(options, pace);

  const page = (bucket: string, prefix: string, token: string) => {
    const query = new URLSearchParams({ prefix, fields: `items(${FIELDS}),nextPageToken`, ...(token === "" ? {} : { pageToken: token }) });
    return call({ method: "GET", path: `/storage/v1/b/${bucket}/o?${query.toString()}`, timeoutSeconds: SECONDS }, async (response) => listing.parse(await response.json()));
  };

  return {
    list: async (bucket, prefix) => {
      const all: StoredObject[] = [];
      let token: string | undefined = "";
      while (token !== undefined) {
        const { items, nextPageToken } = await page(bucket, prefix, token);
        all.push(...items);
        token = nextPageToken;
      }
      return all;
    },
    read: (bucket, name) =>
      call({ method: "GET", path: address(bucket, name), timeoutSeconds: SECONDS, accept: [NOT_FOUND] }, async (response) =>
        response.status === NOT_FOUND ? undefined : new Uint8Array(await response.arrayBuffer()),
      ),
    create: async (bucket, name, body) => {
      const stored = created.parse(await uploadWhole(call, bucket, name, body.length, () => [body]));
      if (stored !== "exists" && (stored.crc32c !== crc32cOf(body) || stored.bytes !== body.length)) throw new FailoverError("OBJECT_CHANGED_ON_THE_WAY", { bucket, name });
      return stored;
    },
    createFromFile: async (bucket, name, path) => created.parse(await uploadFile(call, bucket, name, path, pace)),
    readToFile: (bucket, name, path) =>
      call({ method: "GET", path: address(bucket, name), timeoutSeconds: DOWNLOAD_SECONDS }, async ({ body }) => {
        const source = body === null ? Readable.from([]) : Readable.fromWeb(body);
        await pipeline(source, createWriteStream(path, { mode: 0o600 }));
      }),
    ensureBucket: (bucket, { location, versioned }) =>
      call(
        {
          method: "POST",
          path: `/storage/v1/b?project=${encodeURIComponent(options.project)}`,
          headers: { "content-type": "application/json" },
          body: () => JSON.stringify({ name: bucket, location, versioning: { enabled: versioned }, iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } }),
          timeoutSeconds: SECONDS,
          accept: [CONFLICT],
        },
        async (response) => (response.status === CONFLICT ? "was there" : "made"),
      ),
  };
}
