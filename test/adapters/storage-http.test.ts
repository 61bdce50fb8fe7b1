import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { storageHttp, type Body, type StorageAnswer } from "../../scripts/adapters/storage-http.ts";
import { certificateIn } from "../support/certificate.ts";
import { bodyOf, onLoopback } from "../support/loopback.ts";

const never = new AbortController().signal;

async function serverThat(answers: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const { origin, close } = await onLoopback(createServer((request, response) => void answers(request, response)));
  onTestFinished(close);
  return origin;
}

const seen = async ({ ok, status, header, bytes }: StorageAnswer) => ({ ok, status, text: (await bytes()).toString(), range: header("Range"), location: header("location") });
const put = (url: string, body: Body, signal: AbortSignal = never) => storageHttp()(url, { method: "PUT", headers: { "content-range": "bytes 0-2/*" }, body: () => body, signal, silenceSeconds: 30 }, seen);

async function* inParts(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const large = randomBytes(3_000_000);
test.each<[string, Body, Buffer, string | undefined]>([
  ["a text", "é", Buffer.from("é"), "2"],
  ["nothing", new Uint8Array(0), Buffer.alloc(0), "0"],
  ["bytes at hand", large, large, "3000000"],
  ["a part of some memory", large.subarray(7, 2_000_007), large.subarray(7, 2_000_007), "2000000"],
  ["bytes that come one after the other", inParts(Buffer.from("one "), large, Buffer.from(" two")), Buffer.concat([Buffer.from("one "), large, Buffer.from(" two")]), undefined],
])("%s arrives as it was, and the answer is read", async (_, body, expected, length) => {
  let came: { readonly body: Buffer; readonly range: unknown; readonly length: unknown } | undefined;
  const origin = await serverThat(async (request, response) => {
    came = { body: await bodyOf(request), range: request.headers["content-range"], length: request.headers["content-length"] };
    response.writeHead(308, { Range: "bytes=0-2" }).end(JSON.stringify({ name: "é" }));
  });
  const answer = await put(origin, body);
  expect(came?.body.equals(expected)).toBe(true);
  expect(came).toMatchObject({ range: "bytes 0-2/*", length });
  expect(answer).toEqual({ ok: false, status: 308, text: '{"name":"é"}', range: "bytes=0-2", location: undefined });
});

test("uploads after one another share a connection, and side by side each has its own", async () => {
  const ports = new Set<number>();
  const origin = await serverThat(async (request, response) => {
    ports.add(request.socket.remotePort ?? 0);
    await bodyOf(request);
    response.end("{}");
  });
  const http = storageHttp();
  const one = () => http(origin, { method: "POST", headers: {}, body: () => "x", signal: never, silenceSeconds: 30 }, seen);
  await one();
  await one();
  expect(ports.size).toBe(1);
  await Promise.all([one(), one()]);
  expect(ports.size).toBe(2);
});

test("a store that has answered is not sent the rest", async () => {
  const origin = await serverThat((_request, response) => void response.writeHead(412).end("taken"));
  let asked = 0;
  let over = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;; asked += 1) yield large;
    } finally {
      over = true;
    }
  }
  expect(await put(origin, endless())).toMatchObject({ ok: false, status: 412 });
  await expect.poll(() => over).toBe(true);
});

test("what breaks off is told by its own error, and the store does not take the half for the whole", async () => {
  let whole = false;
  const origin = await serverThat(async (request, response) => {
    await bodyOf(request).then(() => (whole = true), () => undefined);
    response.end();
  });
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield large;
    throw new Error("the dump has failed");
  }
  await expect(put(origin, breaking())).rejects.toThrow("the dump has failed");
  expect(whole).toBe(false);
});

test.each<[string, Body]>([
  ["bytes at hand", large],
  ["bytes that come", inParts(large)],
])("a store that never answers is left when the time is over, or when nothing passes: %s", async (_, body) => {
  const origin = await serverThat(() => undefined);
  await expect(put(origin, body, AbortSignal.timeout(100))).rejects.toMatchObject({ cause: { name: "TimeoutError" } });
  await expect(storageHttp()(origin, { method: "PUT", headers: {}, body: () => body, silenceSeconds: 0.1 }, seen)).rejects.toThrow("nothing came or went for 0.1 s");
});

test("a store that cannot prove its name is sent nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "send-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const { certificate, key } = await certificateIn(directory);
  let asked = false;
  const server = createSecureServer({ cert: await readFile(certificate), key: await readFile(key) }, (_request, response) => {
    asked = true;
    response.end();
  });
  const { port, close } = await onLoopback(server);
  onTestFinished(close);
  await expect(put(`https://127.0.0.1:${port}`, "a secret")).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(asked).toBe(false);
});

const get = <T>(http: ReturnType<typeof storageHttp>, url: string, read: (answer: StorageAnswer) => Promise<T>, silenceSeconds = 30) => http(url, { method: "GET", headers: {}, silenceSeconds }, read);

test("a connection that the store closed while nobody used it costs no call", async () => {
  const sockets: Socket[] = [];
  const origin = await serverThat((request, response) => {
    if (!sockets.includes(request.socket)) sockets.push(request.socket);
    response.end("{}");
  });
  const http = storageHttp();
  await get(http, origin, seen);
  const [first] = sockets;
  // As one that goes away with the answer to nobody on its way: the client does not know yet when it asks again.
  first?.resetAndDestroy();
  expect(await get(http, origin, seen)).toMatchObject({ ok: true });
  expect(sockets).toHaveLength(2);
});

test("what an answer holds is read as it comes, and one that is cut is never taken for whole", async () => {
  const origin = await serverThat((_request, response) => void response.writeHead(200, { "content-length": "3000000" }).write(large.subarray(0, 1_000_000), () => response.destroy()));
  let came = 0;
  const reading = get(storageHttp(), origin, async ({ chunks }) => {
    for await (const chunk of chunks) came += chunk.length;
  });
  await expect(reading).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(came).toBeGreaterThan(0);
});

test("an answer that stops in its middle is left when nothing has come for a while; one that trickles is not", async () => {
  const origin = await serverThat((request, response) => {
    response.writeHead(200, { "content-length": "5" }).write("1");
    if (request.url === "/stops") return;
    let left = 4;
    const dripping = setInterval(() => (left-- > 0 ? response.write("1") : clearInterval(dripping)), 300);
  });
  const bytes = async (answer: StorageAnswer) => (await answer.bytes()).toString();
  await expect(get(storageHttp(), `${origin}/stops`, bytes, 1)).rejects.toThrow("nothing came or went for 1 s");
  expect(await get(storageHttp(), `${origin}/trickles`, bytes, 1)).toBe("11111");
});

test("whoever is slow to read has no silent store", async () => {
  const origin = await serverThat((_request, response) => response.end(large));
  const reading = get(storageHttp(), origin, async ({ chunks }) => {
    let bytes = 0;
    for await (const chunk of chunks) {
      if (bytes === 0) await sleep(2400);
      bytes += chunk.length;
    }
    return bytes;
  }, 1);
  expect(await reading).toBe(large.length);
});

test("nor is a store that falls silent behind a slow reader waited for without end", async () => {
  const origin = await serverThat((_request, response) => void response.writeHead(200, { "content-length": String(2 * large.length) }).write(large));
  const reading = get(storageHttp(), origin, async ({ chunks }) => {
    let bytes = 0;
    for await (const chunk of chunks) {
      if (bytes === 0) await sleep(500);
      bytes += chunk.length;
    }
  }, 0.2);
  await expect(reading).rejects.toThrow("nothing came or went for 0.2 s");
});

/** Answers once the bell has rung, whatever the thread that asks does meanwhile; rings it again when the answer is sent. */
const SERVER_ASIDE = `const { parentPort, workerData: { bell } } = require("node:worker_threads");
const server = require("node:http").createServer((_request, response) => {
  parentPort.postMessage("asked");
  setTimeout(() => response.end("here", () => { Atomics.store(bell, 0, 1); Atomics.notify(bell, 0); }), 20);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

test("whoever was held up itself has no silent store: what came meanwhile is heard before the store is judged", async () => {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const aside = new Worker(SERVER_ASIDE, { eval: true, workerData: { bell } });
  onTestFinished(async () => void (await aside.terminate()));
  const [port] = (await once(aside, "message")) as [number];
  const asked = once(aside, "message");
  const reading = get(storageHttp(), `http://127.0.0.1:${port}`, async ({ bytes }) => (await bytes()).toString(), 0.5);
  await asked;
  Atomics.wait(bell, 0, 0, 10_000);
  Atomics.wait(bell, 0, 1, 700);
  expect(await reading).toBe("here");
});

test("an answer that goes over to another protocol is none", async () => {
  const origin = await serverThat(({ socket }) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"));
  await expect(get(storageHttp(), origin, seen)).rejects.toThrow("the connection ended without an answer");
});

test("an answer that nobody reads gives its connection back", async () => {
  const ports = new Set<number>();
  const origin = await serverThat((request, response) => {
    ports.add(request.socket.remotePort ?? 0);
    response.end("not wanted");
  });
  const http = storageHttp();
  const asked = async () => {
    ports.clear();
    for (let times = 0; times < 2; times += 1) {
      await get(http, origin, async ({ status }) => status);
      await sleep(10);
    }
    return ports.size;
  };
  // It is free once the rest has been read, which is soon, and not at once.
  await expect.poll(asked).toBe(1);
});
