import { createHash } from "node:crypto";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { FailoverError } from "../core/errors.ts";
import { md5InEtag, type ListedObject } from "../core/object-comparison.ts";
import type { SourceObjects } from "../ports.ts";

export type SourcePlace = { readonly region: string; readonly endpoint: string | undefined };

const ATTEMPTS = 5;
const CONNECT_SECONDS = 10;
const SILENCE_SECONDS = 60;

/** The service's objects in S3; who asks is whoever the usual AWS variables, files or the machine itself say. */
export function sourceObjects({ region, endpoint }: SourcePlace, attempts: number = ATTEMPTS): SourceObjects {
  // On Node 20 it would tell whoever reads the kit's output to get another.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const client = new S3Client({
    region,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: CONNECT_SECONDS * 1000, requestTimeout: SILENCE_SECONDS * 1000 },
    // Another S3 than Amazon's has no names for its buckets, and need not know the newer checksums.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }),
  });
  const asked = async <T>(request: string, ask: () => Promise<T>): Promise<T> => ask().catch((error: unknown): never => { throw refusal(request, error); });

  return {
    async *pages(bucket, after) {
      for (let from = after, more = true; more; ) {
        const { Contents = [], IsTruncated = false } = await asked(`a listing of ${bucket}`, () =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, ...(from === undefined ? {} : { StartAfter: from }) })),
        );
        yield Contents.flatMap(({ Key, Size = 0, ETag, LastModified }): readonly ListedObject[] =>
          Key === undefined ? [] : [{ name: Key, bytes: Size, md5: md5InEtag(ETag), writtenAt: (LastModified ?? new Date(0)).toISOString() }],
        );
        from = Contents.at(-1)?.Key ?? from;
        more = IsTruncated;
      }
    },
    sha256: async (bucket, name) =>
      asked(`the object ${name} of ${bucket}`, async () => {
        const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name })).catch(notThere);
        if (found === undefined) return undefined;
        const hash = createHash("sha256");
        for await (const chunk of (found.Body as AsyncIterable<Uint8Array> | undefined) ?? []) hash.update(chunk);
        return hash.digest("hex");
      }),
    put: async (bucket, name, body) =>
      void (await asked(`to write ${name} into ${bucket}`, () => client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: "application/json" })))),
  };
}

const statusOf = (error: unknown): number | undefined => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

function notThere(error: unknown): undefined {
  if (statusOf(error) === 404) return undefined;
  throw error;
}

/** A store in trouble, or none that answers, may answer later; a refusal stays one. */
function refusal(request: string, error: unknown): FailoverError {
  const status = statusOf(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isRefusal = (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429) || (error instanceof Error && error.name === "CredentialsProviderError");
  return isRefusal ? new FailoverError("SOURCE_OBJECTS_REFUSED", { request, reason }, { cause: error }) : new FailoverError("SOURCE_OBJECTS_SILENT", { request, reason }, { cause: error });
}
