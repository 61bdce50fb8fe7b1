import { createHash } from "node:crypto";
import { z } from "zod";
import { md5InBase64, type ListedObject } from "../core/object-comparison.ts";
import { trusted } from "../core/parse-untrusted.ts";
import type { Listing } from "../ports.ts";
import { patient, type Pace } from "./object-store.ts";
import type { StorageAnswer } from "./storage-http.ts";
import { storageCaller, type StorageOptions } from "./storage-request.ts";

const NOT_FOUND = 404;

const item = z
  .object({ name: z.string(), size: z.string(), updated: z.iso.datetime({ offset: true }), md5Hash: z.string().optional() })
  .transform(({ name, size, updated, md5Hash }): ListedObject => ({ name, bytes: Number(size), md5: md5InBase64(md5Hash), writtenAt: new Date(updated).toISOString() }));
const page = z.object({ items: z.array(item).default([]), nextPageToken: z.string().optional() });

/** Cloud Storage's buckets, page by page: https://docs.cloud.google.com/storage/docs/json_api/v1/objects/list */
export function storageListing(options: StorageOptions, pace: Pace = patient): Listing {
  const call = storageCaller(options, pace);
  return {
    async *pages(bucket, after) {
      for (let token: string | undefined = ""; token !== undefined; ) {
        const from = token !== "" ? { pageToken: token } : {};
        const query = new URLSearchParams({ fields: "items(name,size,updated,md5Hash),nextPageToken", ...(after === undefined ? {} : { startOffset: after }), ...from });
        const read = async (response: StorageAnswer) => trusted(page, await response.json(), "the object store");
        const one: z.infer<typeof page> = await call({ method: "GET", path: `/storage/v1/b/${bucket}/o?${query.toString()}` }, read);
        // The listing begins with the name itself, if it is there.
        yield one.items.filter(({ name }) => name !== after);
        token = one.nextPageToken === "" ? undefined : one.nextPageToken;
      }
    },
    sha256: (bucket, name) =>
      call({ method: "GET", path: `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`, isTransfer: true, accept: [NOT_FOUND] }, async (response) => {
        if (response.status === NOT_FOUND) return undefined;
        const hash = createHash("sha256");
        for await (const chunk of response.chunks) hash.update(chunk);
        return hash.digest("hex");
      }),
  };
}
