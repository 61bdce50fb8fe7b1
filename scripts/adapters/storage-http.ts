import { once } from "node:events";
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import { jsonIn } from "../core/json-in.ts";

/** What a call sends: bytes that are at hand, or some that come one after the other. */
export type Body = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What a store answered. */
export type StorageAnswer = {
  readonly status: number;
  /** Any 2xx. Nobody follows a store that sends one elsewhere. */
  readonly ok: boolean;
  readonly header: (name: string) => string | undefined;
  /** What it holds, as it comes; only for those who do not ask for it whole. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** All it holds; may be asked for again. */
  readonly bytes: () => Promise<Buffer>;
  readonly json: () => Promise<unknown>;
};

export type StorageQuestion = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Made anew where the question is sent again, because a stream can be read once. */
  readonly body?: (() => Body) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** So long may nothing pass, either way. */
  readonly silenceSeconds: number;
  /** Is given what counts the bytes that are known to have reached the other side, and come from it. */
  readonly watch?: (passed: () => number) => void;
};

export type StorageHttp = <T>(url: string, question: StorageQuestion, read: (answer: StorageAnswer) => Promise<T>) => Promise<T>;

/** So long is a connection kept that nobody uses. */
const KEPT_MILLISECONDS = 4000;
/** A larger write would hide for how long nothing of it has gone. */
const SLICE_BYTES = 4 * 1024 * 1024;
/** So much may have gone into the buffers of both systems although nobody takes it. */
const UNTAKEN_BYTES = 4 * 1024 * 1024;
const [OK, REDIRECTS] = [200, 300];
const kept = { keepAlive: true, timeout: KEPT_MILLISECONDS };

/** The other side had closed a connection that nobody used, so nothing was asked. https://nodejs.org/api/http.html#requestreusedsocket */
const isStale = (request: ClientRequest, error: unknown): boolean => request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(String((error as { readonly code?: unknown }).code));

/**
 * Node's own client, for all that goes to a store and comes from it: `fetch` copies each byte twice before it is sent, and
 * hands each chunk that comes through a web stream, which takes twice the processor time of all else that a download does.
 */
export function storageHttp(): StorageHttp {
  const agents = { plain: new PlainAgent(kept), secure: new SecureAgent(kept) };

  const ask = async <T>(url: string, question: StorageQuestion, read: (answer: StorageAnswer) => Promise<T>, { anew }: { readonly anew: boolean }): Promise<T> => {
    const { method, headers, signal, silenceSeconds } = question;
    const body = question.body?.();
    const isSecure = url.startsWith("https:");
    const request = (isSecure ? secureRequest : plainRequest)(url, {
      ...{ method, headers: { ...headers, ...lengthOf(body) }, timeout: silenceSeconds * 1000, agent: anew ? false : isSecure ? agents.secure : agents.plain },
      ...(signal === undefined ? {} : { signal }),
    });
    let response: IncomingMessage | undefined;
    const bytes = bytesOver(request);
    question.watch?.(() => bytes.passed(response !== undefined));
    let silence: Error | undefined;
    whenNothingPasses(request, silenceSeconds, () => {
      // What lies here unread is no silence of the other side's.
      if ((response?.readableLength ?? 0) > 0) return;
      silence = new Error(`nothing came or went for ${silenceSeconds} s`);
      request.destroy(silence);
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once("response", resolve).on("error", reject);
      // As after an answer that is none: nothing else would be heard of it.
      request.once("close", () => reject(new Error("the connection ended without an answer")));
    });
    try {
      // Who has the answer need not send on: a store may refuse what it has not read.
      response = await Promise.race([answered, send(request, body).then(() => answered)]);
    } catch (error) {
      if (anew || !isStale(request, error)) throw error;
      return await ask(url, question, read, { anew: true });
    }
    try {
      const given = await read(answerOf(response));
      // The rest of an answer that nobody wants is short, and its connection serves again.
      if (request.writableFinished) response.resume();
      else request.destroy();
      return given;
    } catch (error) {
      request.destroy();
      // An answer that is cut from this side says only that it was cut.
      signal?.throwIfAborted();
      throw silence ?? error;
    } finally {
      bytes.leave();
    }
  };
  return (url, question, read) => ask(url, question, read, { anew: false });
}

/** Tells of each time in which nothing passes over a request's connection, until that serves another; a request itself tells of the first one only. */
function whenNothingPasses(request: ClientRequest, seconds: number, tell: () => void): void {
  request.once("socket", (socket) => {
    const state = () => `${socket.connecting} ${socket.bytesRead} ${socket.writableLength}`;
    const again = () => {
      const before = state();
      socket.setTimeout(seconds * 1000);
      // A program that was held up itself, as a whole machine can be, hears of the time before it hears of what came meanwhile.
      setImmediate(() => before === state() && tell());
    };
    socket.on("timeout", again);
    request.once("close", () => socket.off("timeout", again));
  });
}

/** Counts what passes over a request's connection until that serves another. */
function bytesOver(request: ClientRequest): { readonly passed: (isAnswered: boolean) => number; readonly leave: () => void } {
  let [socket, before, counted]: [Socket | undefined, number, number] = [undefined, 0, 0];
  request.once("socket", (its) => ([socket, before] = [its, its.bytesWritten]));
  return {
    passed: (isAnswered) => (counted = socket === undefined ? counted : Math.max(0, socket.bytesWritten - before - UNTAKEN_BYTES) + (isAnswered ? 1 + socket.bytesRead : 0)),
    leave: () => (socket = undefined),
  };
}

const isAtHand = (body: Body): body is string | Uint8Array => typeof body === "string" || body instanceof Uint8Array;
const lengthOf = (body: Body | undefined): Record<string, string> => (body !== undefined && isAtHand(body) ? { "content-length": String(Buffer.byteLength(body)) } : {});

async function send(request: ClientRequest, body: Body | undefined): Promise<unknown> {
  if (body === undefined || typeof body === "string") return request.end(body);
  if (!(body instanceof Uint8Array)) return pipeline(Readable.from(body, { objectMode: false }), request);
  for (const slice of slicesOf(body)) if (!request.write(slice)) await once(request, "drain");
  return request.end();
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}

function answerOf(response: IncomingMessage): StorageAnswer {
  const status = response.statusCode ?? 0;
  let whole: Promise<Buffer> | undefined;
  const bytes = (): Promise<Buffer> => (whole ??= buffer(response));
  return {
    ...{ status, ok: status >= OK && status < REDIRECTS, chunks: response },
    header: (name) => response.headers[name.toLowerCase()]?.toString(),
    bytes,
    json: async () => {
      const told = jsonIn((await bytes()).toString());
      if (told === undefined) throw new Error("its answer is no JSON");
      return told;
    },
  };
}
