import { createHash } from "node:crypto";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { FailoverError, isExpected } from "../core/errors.ts";
import { md5InEtag, type ListedObject } from "../core/object-comparison.ts";
import type { SourceObjects } from "../ports.ts";
import { refusePages, s3Client } from "./s3-client.ts";
import { strangerAt, troubleIn, waitedFor, type Ending, type S3Waits } from "./s3-trouble.ts";

export type SourcePlace = { readonly region: string; readonly endpoint: string | undefined };

const ATTEMPTS = 5;
const SILENCE_SECONDS = 60;
const usual: S3Waits = { patience: { limitSeconds: 300, remembers: false } };

/** The service's objects in S3; who asks is whoever the usual AWS variables, files or the machine itself say. */
export function sourceObjects({ region, endpoint }: SourcePlace, { attempts = ATTEMPTS, seconds = SILENCE_SECONDS, waits = usual }: { readonly attempts?: number; readonly seconds?: number; readonly waits?: S3Waits } = {}): SourceObjects {
  const client = s3Client({ region, endpoint, attempts, seconds });
  const place = endpoint ?? `https://s3.${region}.amazonaws.com`;
  const store = `S3 at ${place}`;
  refusePages(client, { endpoint: place, setting: "objects.endpoint" });
  const asked = async <T>(request: string, ask: (ending: Ending) => Promise<T>, how: { readonly isTransfer?: true } = {}): Promise<T> => waitedFor(store, waits, how, ask).catch((error: unknown): never => { throw isExpected(error) ? error : refusal(request, error); });

  return {
    async *pages(bucket, after) {
      for (let from = after, more = true; more; ) {
        const { Contents = [], IsTruncated = false } = await asked(`a listing of ${bucket}`, (ending) =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, ...(from === undefined ? {} : { StartAfter: from }) }), ending),
        );
        yield Contents.flatMap(({ Key, Size = 0, ETag, LastModified }): readonly ListedObject[] =>
          Key === undefined ? [] : [{ name: Key, bytes: Size, md5: md5InEtag(ETag), writtenAt: (LastModified ?? new Date(0)).toISOString() }],
        );
        from = Contents.at(-1)?.Key ?? from;
        more = IsTruncated;
      }
    },
    sha256: async (bucket, name) =>
      asked(`the object ${name} of ${bucket}`, async (ending) => {
        const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }), ending).catch(notThere);
        if (found === undefined) return undefined;
        const hash = createHash("sha256");
        for await (const chunk of (found.Body as AsyncIterable<Uint8Array> | undefined) ?? []) hash.update(chunk);
        return hash.digest("hex");
      }, { isTransfer: true }),
    put: async (bucket, name, body) =>
      void (await asked(`to write ${name} into ${bucket}`, (ending) => client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: "application/json" }), ending))),
  };
}

function notThere(error: unknown): undefined {
  if (troubleIn(error).status === 404 && strangerAt(error) === undefined) return undefined;
  throw error;
}

/** Whoever has no credentials has not asked yet. */
function refusal(request: string, error: unknown): FailoverError {
  const { name, text: reason, isRefusal } = troubleIn(error);
  const cause = { cause: error };
  if (name === "CredentialsProviderError") return new FailoverError("AWS_NOT_SIGNED_IN", { call: request, reason }, cause);
  return isRefusal ? new FailoverError("SOURCE_OBJECTS_REFUSED", { request, reason }, cause) : new FailoverError("SOURCE_OBJECTS_SILENT", { request, reason }, cause);
}
