import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";

/** What a call sends: bytes that are at hand, or some that come one after the other. */
export type Body = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What a store answered, as far as anybody looks at it; `fetch` gives the same. */
export type StorageAnswer = Pick<Response, "ok" | "status" | "json" | "text" | "arrayBuffer" | "body"> & { readonly headers: Pick<Headers, "get" | "has"> };

type Upload = { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: Body; readonly signal: AbortSignal };

/** So long is a connection kept that nobody uses; one that the other side has closed meanwhile would cost a call. */
const KEPT_MILLISECONDS = 4000;
const [OK, REDIRECTS] = [200, 300];

const kept = { keepAlive: true, timeout: KEPT_MILLISECONDS };

/** Sends bytes and gives the short answer to them. `fetch` copies each byte twice before it is sent, and all of a backup goes this way. */
export function storageSender(): (url: string, upload: Upload) => Promise<StorageAnswer> {
  const [plain, secure] = [new PlainAgent(kept), new SecureAgent(kept)];
  return async (url, { method, headers, body, signal }) => {
    const options = { method, signal, headers: { ...headers, ...lengthOf(body) } };
    const request = url.startsWith("https:") ? secureRequest(url, { ...options, agent: secure }) : plainRequest(url, { ...options, agent: plain });
    const answered = new Promise<IncomingMessage>((resolve, reject) => request.once("response", resolve).on("error", reject));
    // Who has the answer need not send on: a store may refuse what it has not read.
    const sent = isAtHand(body) ? Promise.resolve(request.end(body)) : pipeline(Readable.from(body, { objectMode: false }), request);
    const response = await Promise.race([answered, sent.then(() => answered)]);
    const bytes = await buffer(response);
    if (!request.writableFinished) request.destroy();
    return answerOf(response.statusCode ?? 0, response.headers, bytes);
  };
}

const isAtHand = (body: Body): body is string | Uint8Array => typeof body === "string" || body instanceof Uint8Array;
const lengthOf = (body: Body): Record<string, string> => (isAtHand(body) ? { "content-length": String(Buffer.byteLength(body)) } : {});

/** An answer that has been read whole. */
export function answerOf(status: number, headers: IncomingMessage["headers"], bytes: Buffer): StorageAnswer {
  const text = async (): Promise<string> => bytes.toString();
  const get = (name: string): string | null => headers[name.toLowerCase()]?.toString() ?? null;
  return {
    ...{ status, ok: status >= OK && status < REDIRECTS, body: null, headers: { get, has: (name) => get(name) !== null } },
    ...{ text, json: async () => JSON.parse(await text()) as unknown, arrayBuffer: async () => new Uint8Array(bytes).buffer },
  };
}
