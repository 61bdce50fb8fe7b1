import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { bodyOf, onLoopback } from "./loopback.ts";

/** What lies in the bucket; without `md5` the store knows none, as of a composed object. */
export type Copy = { readonly body: Buffer; readonly md5: boolean; readonly at: string };

/** A real HTTP server that lists, tells and takes objects as Cloud Storage's JSON API does: https://docs.cloud.google.com/storage/docs/json_api/v1/objects/list */
export async function copiesServer({ pageSize = 1000 } = {}) {
  const objects = new Map<string, Copy>();
  const asked: string[] = [];
  const troubles: number[] = [];
  const put = (name: string, body: string | Buffer, more: Partial<Copy> = {}): void => void objects.set(name, { body: Buffer.from(body), md5: true, at: "2026-11-23T08:00:05.000Z", ...more });
  const described = (name: string) => {
    const { body, md5, at } = objects.get(name) as Copy;
    return { name, size: String(body.length), updated: at, ...(md5 ? { md5Hash: createHash("md5").update(body).digest("base64") } : {}) };
  };
  const list = (url: URL) => {
    const from = Buffer.from(url.searchParams.get("pageToken") ?? url.searchParams.get("startOffset") ?? "");
    const names = [...objects.keys()].map((name) => Buffer.from(name)).filter((name) => Buffer.compare(name, from) >= 0).sort((one, other) => Buffer.compare(one, other)).map(String);
    const next = names[pageSize];
    return { items: names.slice(0, pageSize).map(described), ...(next === undefined ? {} : { nextPageToken: next }) };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://store");
      asked.push(`${request.method ?? ""} ${url.pathname}`);
      const body = await bodyOf(request);
      const trouble = troubles.shift();
      if (trouble !== undefined) return void response.writeHead(trouble).end("later");
      if (request.method === "POST") {
        put(url.searchParams.get("name") ?? "", body);
        return void response.end("{}");
      }
      const [, encoded] = /\/o\/(.+)$/.exec(url.pathname) ?? [];
      if (encoded === undefined) return void response.end(JSON.stringify(list(url)));
      const found = objects.get(decodeURIComponent(encoded));
      if (found === undefined) return void response.writeHead(404).end("no such object");
      response.end(url.searchParams.get("alt") === "media" ? found.body : JSON.stringify(described(decodeURIComponent(encoded))));
    })();
  });
  return { ...(await onLoopback(server)), objects, asked, troubles, put };
}
