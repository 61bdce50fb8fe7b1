import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { bodyOf, onLoopback } from "./loopback.ts";

/** One way in which a store can fail: it stands for the next request, then is used up. */
export type S3Trouble = "503" | "hang up" | "lose the answer" | "403" | "none";

type Reply = { readonly status: number; readonly body?: string | Buffer; readonly headers?: Readonly<Record<string, string>> };

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const fault = (status: number, code: string, message = code): Reply => ({ status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` });
const tag = (body: Buffer): string => `"${createHash("md5").update(body).digest("hex")}"`;

/**
 * A real HTTP server that speaks as much of S3's protocol as the kit uses, with path-style addresses.
 * https://docs.aws.amazon.com/AmazonS3/latest/API and /userguide/conditional-requests.html
 */
export async function s3Server(troubles: S3Trouble[] = [], { pageSize = 2, isLocked = false } = {}) {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const asked: { readonly line: string; readonly authorization: string }[] = [];
  // Whoever is told a time far from its own corrects its clock and asks again, so this one is right.
  const now = Math.floor(Date.now() / 1000) * 1000;
  const [date, at] = [new Date(now), new Date(now - 30_000)];

  const store = (key: string, body: Buffer, request: IncomingMessage): Reply => {
    const standing = objects.get(key);
    const { "if-none-match": none, "if-match": match } = request.headers;
    if ((none === "*" && standing !== undefined) || (match !== undefined && (standing === undefined || tag(standing) !== `"${match.replaceAll('"', "")}"`))) return fault(412, "PreconditionFailed");
    objects.set(key, body);
    return { status: 200, headers: { etag: tag(body) } };
  };

  const list = (query: URLSearchParams): Reply => {
    const [prefix, delimiter, from] = [query.get("prefix") ?? "", query.get("delimiter"), Number(query.get("continuation-token") ?? 0)];
    const folded = [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? key : key.slice(0, end + 1);
    });
    const names = [...new Set(folded)].sort();
    const contents = names.slice(from, from + pageSize).map((key) => {
      const body = objects.get(key);
      if (body === undefined) return `<CommonPrefixes><Prefix>${escaped(key)}</Prefix></CommonPrefixes>`;
      return `<Contents><Key>${escaped(key)}</Key><Size>${body.length}</Size><LastModified>${at.toISOString()}</LastModified><ETag>${tag(body)}</ETag></Contents>`;
    });
    const more = from + pageSize < names.length;
    return { status: 200, body: `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : ""}${contents.join("")}</ListBucketResult>` };
  };

  const multipart = (key: string, query: URLSearchParams, request: IncomingMessage, body: Buffer): Reply | undefined => {
    if (query.has("uploads")) {
      uploads.set(String(uploads.size + 1), new Map());
      return { status: 200, body: `<InitiateMultipartUploadResult><UploadId>${uploads.size}</UploadId></InitiateMultipartUploadResult>` };
    }
    const id = query.get("uploadId");
    if (id === null) return undefined;
    const parts = uploads.get(id);
    if (parts === undefined) return fault(404, "NoSuchUpload");
    if (request.method === "PUT") {
      parts.set(Number(query.get("partNumber")), body);
      return { status: 200, headers: { etag: tag(body) } };
    }
    if (request.method === "DELETE") {
      uploads.delete(id);
      return { status: 204 };
    }
    const stored = store(key, Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part)), request);
    if (stored.status !== 200) return stored;
    uploads.delete(id);
    return { status: 200, body: "<CompleteMultipartUploadResult/>" };
  };

  const answer = (request: IncomingMessage, url: URL, body: Buffer): Reply => {
    const [, , ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const told = request.headers["x-amz-content-sha256"];
    if (body.length > 0 && told !== createHash("sha256").update(body).digest("hex")) return fault(400, "XAmzContentSHA256Mismatch");
    if (key === "") return request.method === "PUT" ? fault(409, "BucketAlreadyOwnedByYou") : list(url.searchParams);
    const part = multipart(key, url.searchParams, request, body);
    if (part !== undefined) return part;
    const standing = objects.get(key);
    if (request.method === "PUT") return store(key, body, request);
    if (request.method === "DELETE") {
      if (isLocked) return fault(403, "AccessDenied", "Access Denied because object protected by object lock.");
      objects.delete(key);
      return { status: 204 };
    }
    if (standing === undefined) return request.method === "HEAD" ? { status: 404 } : fault(404, "NoSuchKey");
    return { status: 200, headers: { etag: tag(standing), "last-modified": at.toUTCString(), "content-length": String(standing.length) }, ...(request.method === "HEAD" ? {} : { body: standing }) };
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://store");
      asked.push({ line: `${request.method ?? ""} ${url.pathname}`, authorization: request.headers.authorization ?? "" });
      const body = await bodyOf(request);
      const trouble = troubles.shift();
      if (trouble === "hang up") return void request.socket.destroy();
      const reply = trouble === "503" ? fault(503, "SlowDown") : trouble === "403" ? fault(403, "InvalidAccessKeyId", "who is that") : answer(request, url, body);
      if (trouble === "lose the answer") return void request.socket.destroy();
      response.writeHead(reply.status, { date: date.toUTCString(), "content-type": "application/xml", ...reply.headers }).end(reply.body);
    })();
  });
  return { ...(await onLoopback(server)), objects, uploads, asked, storedAt: at.toISOString() };
}
