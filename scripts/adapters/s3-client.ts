import { S3Client } from "@aws-sdk/client-s3";
import { FailoverError } from "../core/errors.ts";
import { isPage } from "../core/store-fault.ts";

/** Whom a client speaks to, as whom, and how long it waits: without an endpoint to Amazon's own S3, without credentials as whoever the usual AWS variables, files or the machine itself say. */
export type S3Place = {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly attempts: number;
  /** Of silence, after which a request has failed. */
  readonly seconds: number;
};

const CONNECT_SECONDS = 10;
const NO_CONTENT = 204;

/** A client for any store that speaks S3's protocol. */
export function s3Client({ region, endpoint, credentials, attempts, seconds }: S3Place): S3Client {
  // On Node 20 it would tell whoever reads the kit's output to get another.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return new S3Client({
    region,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: CONNECT_SECONDS * 1000, requestTimeout: seconds * 1000, socketTimeout: seconds * 1000, throwOnRequestTimeout: true },
    ...(credentials === undefined ? {} : { credentials }),
    // Another S3 than Amazon's has no names for its buckets, and need not know the newer checksums.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }),
  });
}

/** Has a client take no web page for an answer: it would be read as a list of nothing. An object may be one. */
export function refusePages(client: S3Client, { endpoint, setting }: { readonly endpoint: string; readonly setting: string }): void {
  client.middlewareStack.add(
    (next) => async (asking) => {
      const result = await next(asking);
      const { statusCode, headers = {} } = result.response as { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
      if (statusCode !== NO_CONTENT && isPage("", headers["content-type"]) && headers["etag"] === undefined) throw new FailoverError("NOT_THE_STORE", { endpoint, said: "a web page", setting });
      return result;
    },
    { step: "initialize", priority: "high" },
  );
}
