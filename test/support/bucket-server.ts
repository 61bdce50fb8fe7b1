import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { bodyOf, onLoopback } from "./loopback.ts";

type Session = { readonly name: string; body: Buffer };

/** One way in which a store can fail: it stands for the next request, then is used up. */
export type Trouble = "401" | "409" | "503" | "hang up" | "lose the answer" | "take half of the piece" | "flip a bit";

/** The two parts of a multipart upload: what the object is called, and its bytes. */
function partsOf(request: IncomingMessage, body: Buffer): { name: string; crc32c?: string; body: Buffer } {
  const boundary = `--${/boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1] ?? ""}`;
  const [, first = "", ...rest] = body.toString("latin1").split(boundary);
  const content = (part: string) => part.slice(part.indexOf("\r\n\r\n") + 4, -2);
  return { ...(JSON.parse(Buffer.from(content(first), "latin1").toString()) as { name: string; crc32c?: string }), body: Buffer.from(content(rest[0] ?? ""), "latin1") };
}

/** A name up to the first delimiter after the prefix, as a listing with one shows it. */
function folded(name: string, prefix: string, delimiter: string | undefined): string {
  const end = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
  return end < 0 ? name : name.slice(0, end + 1);
}

/**
 * A real HTTP server that speaks as much of Cloud Storage's JSON API as the kit uses.
 * https://docs.cloud.google.com/storage/docs/performing-resumable-uploads and /json_api/v1/objects
 */
export async function bucketServer(troubles: Trouble[] = [], { pageSize = 2, mayOnlyCreate = false, lockedUntil }: { pageSize?: number; mayOnlyCreate?: boolean; lockedUntil?: string } = {}) {
  const objects = new Map<string, Buffer>();
  const sessions = new Map<string, Session>();
  const asked: { readonly line: string; readonly authorization: string | undefined }[] = [];
  const versions = new Map<string, { readonly generation: number; readonly at: number }>();
  /** The store's own clock, in seconds. */
  const clock = { seconds: Date.parse("2026-11-23T08:07:00Z") / 1000 };
  const generationOf = (name: string): string => String(versions.get(name)?.generation ?? 0);
  const describe = (name: string, body: Buffer) => ({ name, size: String(body.length), timeCreated: createdAt(name), generation: generationOf(name), crc32c: crc32cOf(body), ...(lockedUntil === undefined ? {} : { retentionExpirationTime: lockedUntil }) });
  const createdAt = (name: string): string => new Date((versions.get(name)?.at ?? clock.seconds) * 1000).toISOString();
  const inHeader = (seconds: number): string => new Date(seconds * 1000).toUTCString();

  const forbidden = (right: string): [number, unknown] => [403, { error: { code: 403, message: `exporter@shop.iam.gserviceaccount.com does not have storage.objects.${right} access to the Google Cloud Storage object.`, errors: [{ reason: "forbidden" }] } }];
  const create = (name: string, body: Buffer, generation = "0"): [number, unknown] => {
    if (objects.has(name) && mayOnlyCreate) return forbidden("delete");
    if (generationOf(name) !== generation) return [412, "conditionNotMet"];
    versions.set(name, { generation: Number(generation) + 1, at: clock.seconds });
    objects.set(name, body);
    return [200, describe(name, body)];
  };
  const remove = (name: string, generation: string | undefined): [number, unknown] => {
    if (!objects.has(name)) return [404, "no such object"];
    if (generation !== undefined && generationOf(name) !== generation) return [412, "conditionNotMet"];
    if (lockedUntil !== undefined) return [403, { error: { code: 403, message: `Object 'exports/${name}' is subject to bucket's retention policy and cannot be deleted until ${lockedUntil}`, errors: [{ reason: "retentionPolicyNotMet" }] } }];
    objects.delete(name);
    versions.delete(name);
    return [204, ""];
  };
  const piece = (session: Session, range: string, body: Buffer, response: ServerResponse): [number, unknown] => {
    const [, from = 0, total = 0] = (/bytes (\d+)-\d+\/(\d+|\*)/.exec(range) ?? []).map(Number);
    session.body = Buffer.concat([session.body.subarray(0, from), body]);
    if (session.body.length === total) return create(session.name, session.body);
    response.setHeader("range", `bytes=0-${session.body.length - 1}`);
    return [308, ""];
  };

  const answer = (request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): [number, unknown] => {
    const [, name] = /\/o\/(.+)$/.exec(url.pathname) ?? [];
    const session = sessions.get(url.searchParams.get("upload_id") ?? "");
    if (session !== undefined) return piece(session, request.headers["content-range"] ?? "", body, response);
    if (url.searchParams.get("uploadType") === "multipart") {
      const parts = partsOf(request, body);
      if (parts.crc32c !== undefined && parts.crc32c !== crc32cOf(parts.body)) return [400, "Provided CRC32C does not match"];
      return create(parts.name, parts.body, url.searchParams.get("ifGenerationMatch") ?? undefined);
    }
    if (url.searchParams.get("uploadType") === "resumable") {
      sessions.set(String(sessions.size), { name: (JSON.parse(body.toString()) as { name: string }).name, body: Buffer.alloc(0) });
      response.setHeader("location", `http://${request.headers.host ?? ""}/upload?upload_id=${sessions.size - 1}`);
      return [200, {}];
    }
    if (url.pathname === "/storage/v1/b") return url.searchParams.get("project") === "taken" ? [409, {}] : [200, {}];
    if (mayOnlyCreate) return forbidden(name === undefined ? "list" : "get");
    if (name !== undefined && request.method === "DELETE") return remove(decodeURIComponent(name), url.searchParams.get("ifGenerationMatch") ?? undefined);
    if (name !== undefined) {
      const key = decodeURIComponent(name);
      const found = objects.get(key);
      const version = versions.get(key);
      if (version !== undefined) response.setHeader("x-goog-generation", version.generation).setHeader("last-modified", inHeader(version.at));
      response.setHeader("date", inHeader(clock.seconds));
      return found === undefined ? [404, "no such object"] : [200, found];
    }
    const from = Number(url.searchParams.get("pageToken") ?? 0);
    const prefix = url.searchParams.get("prefix") ?? "";
    const delimiter = url.searchParams.get("delimiter") ?? undefined;
    const below = [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => folded(key, prefix, delimiter));
    const names = [...new Set(below)];
    const page = names.slice(from, from + pageSize);
    const prefixes = delimiter === undefined ? [] : page.filter((name) => name.endsWith(delimiter));
    const items = page.filter((name) => !prefixes.includes(name)).map((key) => describe(key, objects.get(key) ?? Buffer.alloc(0)));
    return [200, { ...(items.length === 0 ? {} : { items }), ...(prefixes.length === 0 ? {} : { prefixes }), ...(from + pageSize < names.length ? { nextPageToken: String(from + pageSize) } : {}) }];
  };

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://store");
      asked.push({ line: `${request.method ?? ""} ${url.pathname}`, authorization: request.headers.authorization });
      const sent = await bodyOf(request);
      const trouble = troubles[0] === "take half of the piece" && request.method !== "PUT" ? undefined : troubles.shift();
      const body = trouble === "flip a bit" ? Buffer.from(sent.toString("latin1").replace("a manifest", "A manifest"), "latin1") : sent;
      if (trouble === "hang up") return void request.socket.destroy();
      if (trouble === "401" || trouble === "409" || trouble === "503") return void response.writeHead(Number(trouble)).end("try later");
      const [status, reply] = answer(request, url, trouble === "take half of the piece" ? body.subarray(0, body.length / 2) : body, response);
      if (trouble === "lose the answer") return void request.socket.destroy();
      response.writeHead(status).end(Buffer.isBuffer(reply) ? reply : typeof reply === "string" ? reply : JSON.stringify(reply));
    })();
  });
  return { ...(await onLoopback(server)), asked, objects, versions, clock };
}
