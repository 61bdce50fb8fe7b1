import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { changesBetween, published, type RecordSet } from "./published.ts";
import { publish } from "./powerdns.ts";
import { readRecords, writeRecords } from "./records-file.ts";
import { respond, type ApiState, type Zone } from "./respond.ts";

type Settings = {
  readonly zone: Zone;
  readonly token: string;
  readonly listen: string;
  readonly recordsFile: string;
  readonly powerdns: { readonly url: string; readonly key: string };
};

const settings = JSON.parse(process.env["CLOUDFLARE_API_SETTINGS"] ?? "{}") as Settings;
const clock = { newId: () => randomBytes(16).toString("hex") };
let state: ApiState = { token: settings.token, zone: settings.zone, records: readRecords(settings.recordsFile), calls: undefined };
let told: readonly RecordSet[] = [];
let queue: Promise<void> = tellTheWorld();

createServer((request, response) => {
  // One at a time: a batch is a transaction, and two writers would lose each other's records.
  queue = queue
    .then(() => serve(request, response))
    .catch((error: unknown) => {
      console.error(error);
      response
        .writeHead(500, { "content-type": "application/json" })
        .end('{"success":false,"errors":[{"code":10001,"message":"Internal error"}],"messages":[],"result":null}');
    });
}).listen(8080, settings.listen);

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://api");
  const asked = {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    authorization: request.headers.authorization,
    body: await bodyOf(request),
  };
  const { records } = state;
  const { state: next, answer } = respond(state, asked, { ...clock, nowMs: Date.now() });
  // Kept, and told to the world, before it is answered: what the API says has happened, has.
  if (next.records !== records) writeRecords(settings.recordsFile, next.records);
  state = next;
  await tellTheWorld();
  const { status, ...body } = answer;
  response
    .writeHead(status, { "content-type": "application/json", ...(status === 429 ? { "retry-after": "300" } : {}) })
    .end(JSON.stringify(body));
}

async function tellTheWorld(): Promise<void> {
  const wanted = published(state.records);
  await publish({ ...settings.powerdns, zoneName: settings.zone.name }, changesBetween(told, wanted));
  told = wanted;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
