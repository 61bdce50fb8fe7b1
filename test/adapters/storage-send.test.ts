import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { storageSender, type Body } from "../../scripts/adapters/storage-send.ts";
import { certificateIn } from "../support/certificate.ts";
import { bodyOf, onLoopback } from "../support/loopback.ts";

const never = new AbortController().signal;

async function serverThat(answers: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const { origin, close } = await onLoopback(createServer((request, response) => void answers(request, response)));
  onTestFinished(close);
  return origin;
}

const put = (url: string, body: Body, signal: AbortSignal = never) => storageSender()(url, { method: "PUT", headers: { "content-range": "bytes 0-2/*" }, body, signal });

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
  expect({ ...answer, range: answer.headers.get("Range"), has: answer.headers.has("location") }).toMatchObject({ ok: false, status: 308, range: "bytes=0-2", has: false });
  expect(await answer.json()).toEqual({ name: "é" });
});

test("uploads after one another share a connection, and side by side each has its own", async () => {
  const ports = new Set<number>();
  const origin = await serverThat(async (request, response) => {
    ports.add(request.socket.remotePort ?? 0);
    await bodyOf(request);
    response.end("{}");
  });
  const send = storageSender();
  const one = () => send(origin, { method: "POST", headers: {}, body: "x", signal: never });
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
])("a store that never answers is left when the time is over: %s", async (_, body) => {
  const origin = await serverThat(() => undefined);
  await expect(put(origin, body, AbortSignal.timeout(100))).rejects.toMatchObject({ cause: { name: "TimeoutError" } });
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
