import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { bodyOf, onLoopback } from "./loopback.ts";

/** An object as S3 describes it; a multipart upload's ETag is no MD5. */
export type SourceObject = { readonly body: Buffer; readonly etag: string; readonly at: string };

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A real HTTP server that speaks as much of S3 as is used here: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export async function sourceBucketServer({ pageSize = 1000 } = {}) {
  const objects = new Map<string, SourceObject>();
  const asked: string[] = [];
  const troubles: number[] = [];
  const put = (name: string, body: string | Buffer, more: Partial<SourceObject> = {}): void => {
    const bytes = Buffer.from(body);
    objects.set(name, { body: bytes, etag: createHash("md5").update(bytes).digest("hex"), at: "2026-11-23T08:00:00.000Z", ...more });
  };
  const list = (url: URL): string => {
    const after = Buffer.from(url.searchParams.get("start-after") ?? "");
    const names = [...objects.keys()].map((name) => Buffer.from(name)).filter((name) => Buffer.compare(name, after) > 0).sort((one, other) => Buffer.compare(one, other));
    const page = names.slice(0, pageSize).map((name) => name.toString());
    const contents = page.map((name) => {
      const { body, etag, at } = objects.get(name) as SourceObject;
      const key = url.searchParams.get("encoding-type") === "url" ? encodeURIComponent(name) : escaped(name);
      return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${names.length > pageSize}</IsTruncated>${contents.join("")}</ListBucketResult>`;
  };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://s3");
      asked.push(`${request.method ?? ""} ${url.pathname}`);
      const body = await bodyOf(request);
      const trouble = troubles.shift();
      if (trouble !== undefined) return void response.writeHead(trouble).end(`<Error><Code>${trouble === 403 ? "AccessDenied" : "InternalError"}</Code><Message>no</Message></Error>`);
      const [, , ...rest] = url.pathname.split("/");
      const name = decodeURIComponent(rest.join("/"));
      if (name === "") return void response.setHeader("content-type", "application/xml").end(list(url));
      if (request.method === "PUT") {
        put(name, body);
        return void response.setHeader("etag", `"${objects.get(name)?.etag ?? ""}"`).end();
      }
      const found = objects.get(name);
      if (found === undefined) return void response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
      response.setHeader("etag", `"${found.etag}"`).end(found.body);
    })();
  });
  return { ...(await onLoopback(server)), objects, asked, troubles, put };
}
