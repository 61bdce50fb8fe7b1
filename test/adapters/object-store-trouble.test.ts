import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { attended, objectStore, patient, type Pace } from "../../scripts/adapters/object-store.ts";
import { silenceWatch } from "../../scripts/adapters/silence-watch.ts";
import { FailoverError, isExpected } from "../../scripts/core/errors.ts";
import { bodyOf, onLoopback } from "../support/loopback.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

type Answer = (response: ServerResponse, request: IncomingMessage, body: Buffer) => unknown;

/** A store that gives one answer after the other, and the last one again and again. */
async function storeThat(answers: readonly Answer[], { pace = {}, ...more }: { readonly pace?: Partial<Pace>; readonly stop?: AbortSignal } = {}) {
  let asked = 0;
  const { origin, close } = await onLoopback(createServer((request, response) => void bodyOf(request).then((body) => answers[Math.min(asked++, answers.length - 1)]?.(response, request, body), () => undefined)));
  const directory = await mkdtemp(join(tmpdir(), "trouble-"));
  endings.push(close, () => rm(directory, { recursive: true }));
  const said: string[] = [];
  const watch = silenceWatch((text) => said.push(text));
  const store = objectStore({ endpoint: origin, project: "shop", token: undefined, watch, ...more }, { ...patient, firstPauseSeconds: 0.01, ...pace });
  return { store, said, origin, at: (name: string) => join(directory, name), asked: () => asked };
}

const hangs: Answer = () => undefined;
const lists: Answer = (response) => response.end("{}");
const failure = async (work: Promise<unknown>) => work.then(
  () => { throw new Error("it did not fail"); },
  (error: unknown) => { if (isExpected(error)) return error; throw error; },
);

test("a store that hangs is given up once its time is over, tries and all, and is then worth one short try more", async () => {
  const { store, asked } = await storeThat([hangs], { pace: { ...attended, firstPauseSeconds: 0.01, seconds: 0.8, allSeconds: 2 } });
  const error = await failure(store.list("exports", ""));
  expect(error).toMatchObject({ code: "STORE_SILENT", advice: { next: expect.stringContaining("storage.endpoint") as string } });
  expect(error.advice.what).toMatch(/gave no answer in \d s, tried 3 times: it says nothing$/);
  expect(asked()).toBe(3);
  await failure(store.list("exports", ""));
  expect(asked()).toBe(4);
});

test("a person who waits is told for whom, how long, and that it is over", async () => {
  const { store, said } = await storeThat([(response) => setTimeout(() => response.end("{}"), 7800)]);
  await store.list("exports", "");
  expect(said.map((line) => line.replaceAll(/http:\S+?(?=[, ])/g, "there").replaceAll(/\s+/g, " "))).toEqual([expect.stringMatching(/^Waiting for the object store at there, [567] s of at most 300 s: no answer so far\.$/), expect.stringMatching(/^The object store at there answers again, after (?:[6-9]|1\d) s\.$/)]);
}, 15_000);

test("what is read ends at once when the kit is to stop, and says so; a store that has answered is asked no more", async () => {
  const stop = new AbortController();
  const { store, asked, at } = await storeThat([hangs], { stop: stop.signal });
  const reads = [store.list("exports", ""), store.read("exports", "x"), store.look("exports", "x"), store.folders("exports", ""), store.readToFile("exports", "x", at("x"))].map(failure);
  await vi.waitUntil(() => asked() === 5, 15_000);
  stop.abort();
  for (const read of reads) expect(await read).toMatchObject({ code: "COMMAND_STOPPED", advice: { what: expect.stringMatching(/^the kit is stopping, and so waits no longer for the object store at http:/) as string, next: expect.stringContaining("type the same command again") as string, exit: 4 } });
  expect(await failure(store.list("exports", ""))).toMatchObject({ code: "COMMAND_STOPPED" });
  expect(asked()).toBe(5);
});

test.each<[string, Answer]>([
  ["in a list's place", (response) => response.setHeader("content-type", "text/html; charset=utf-8").end("<html><head><title>Sign in to Hotel Wi-Fi</title></head></html>")],
  ["with a refusal", (response) => response.writeHead(403, { "content-type": "text/html" }).end("<!doctype html><title>Sign in to Hotel Wi-Fi</title>")],
])("a web page is never taken for the store's word: %s", async (_, answer) => {
  const { store, asked, at } = await storeThat([answer]);
  for (const work of [store.list("exports", ""), store.read("exports", "x"), store.readToFile("exports", "x", at("x"))]) {
    expect(await failure(work)).toMatchObject({ code: "NOT_THE_STORE", advice: { what: expect.stringContaining("a web page, 'Sign in to Hotel Wi-Fi'") as string } });
  }
  expect(asked()).toBe(3);
});

test("a page that says 'not found' is no word that something is not there", async () => {
  const nowhere = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>";
  const { store } = await storeThat([(response) => response.writeHead(404, { "content-type": "text/html" }).end(nowhere)]);
  for (const work of [store.read("exports", "x"), store.look("exports", "x"), store.remove("exports", "x", "7")]) {
    expect(await failure(work)).toMatchObject({ code: "NOT_THE_STORE", advice: { what: expect.stringContaining("404 and a web page, '404 Not Found'") as string } });
  }
  const own = await storeThat([(response) => response.writeHead(404, { "content-type": "text/html; charset=UTF-8" }).end("No such object: exports/x")]);
  expect(await own.store.read("exports", "x")).toBeUndefined();
});

test("a store that nobody waits for any more has not answered", async () => {
  const { store, said, at } = await storeThat([hangs]);
  const over = new AbortController();
  const download = failure(store.readToFile("exports", "x", at("x"), over.signal));
  await vi.waitUntil(() => said.length === 1, 8000);
  over.abort(new FailoverError("FILE_UNUSABLE", { path: "y", reason: "its disk is full" }));
  expect(await download).toMatchObject({ code: "FILE_UNUSABLE" });
  expect(said).toHaveLength(1);
}, 15_000);

test("a web page that is an object is one", async () => {
  const { store } = await storeThat([(response) => response.writeHead(200, { "content-type": "text/html", "x-goog-generation": "7" }).end("<html>all is well</html>")]);
  expect(Buffer.from((await store.read("status", "index.html")) ?? []).toString()).toBe("<html>all is well</html>");
});

test("whoever speaks no HTTP, or answers no JSON, is not the store", async () => {
  const { store } = await storeThat([(response) => response.socket?.end("SSH-2.0-OpenSSH_9.2\r\n")]);
  expect(await failure(store.list("exports", ""))).toMatchObject({ code: "NOT_THE_STORE", advice: { what: expect.stringContaining("does not speak HTTP") as string } });
  const half = await storeThat([(response) => response.end('{"items":')]);
  expect(await failure(half.store.list("exports", ""))).toMatchObject({ code: "STORE_SILENT", advice: { what: expect.stringContaining("its answer is no JSON") as string } });
  const other = await storeThat([(response) => response.end('{"items":[{"name":1}]}')]);
  expect(await failure(other.store.list("exports", ""))).toMatchObject({ code: "ANSWER_UNREADABLE" });
});

test.each([301, 307])("a store that sends us elsewhere by a %i is not followed", async (status) => {
  let elsewhere = 0;
  const other = await onLoopback(createServer((_, response) => void (elsewhere++, response.end("{}"))));
  endings.push(other.close);
  const { store, at } = await storeThat([(response) => response.writeHead(status, { location: `${other.origin}/there` }).end()]);
  await writeFile(at("file"), "a dump");
  for (const work of [store.list("exports", ""), store.readToFile("exports", "x", at("x")), store.createFromFile("exports", "x", at("file"))]) {
    expect(await failure(work)).toMatchObject({ code: "STORE_ELSEWHERE", advice: { what: expect.stringContaining(`${other.origin}/there`) as string } });
  }
  expect(elsewhere).toBe(0);
});

test("an upload goes on at the store itself and nowhere else, whatever its answer says", async () => {
  let elsewhere = 0;
  const other = await onLoopback(createServer((_, response) => void (elsewhere++, response.end("{}"))));
  endings.push(other.close);
  const { store, asked, at } = await storeThat([(response) => response.setHeader("location", `${other.origin}/upload?upload_id=may-write`).end("{}")], { pace: { wholeUpToBytes: 4, pieceBytes: 4 } });
  await writeFile(at("file"), "a dump");
  const { code, advice } = await failure(store.createFromFile("exports", "x", at("file")));
  expect([code, advice.what]).toEqual(["STORE_ELSEWHERE", expect.stringMatching(new RegExp(`: it sends us to ${other.origin}$`))]);
  expect([elsewhere, asked()]).toEqual([0, 1]);
});

test("a refusal in XML is told in words", async () => {
  const { store } = await storeThat([(response) => response.writeHead(403, { "content-type": "application/xml" }).end("<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access denied.</Message></Error>")]);
  expect((await failure(store.list("exports", ""))).advice.what).toMatch(/^the object store at http:\S+ answered 403 to GET \/storage\/v1\/b\/exports\/o: AccessDenied: Access denied$/);
});

test.each([429, 503])("a store that answers %i is left alone for as long as it asks", async (status) => {
  const { store, asked } = await storeThat([(response) => response.writeHead(status, { "retry-after": "1" }).end("slow down"), lists]);
  const from = performance.now();
  expect(await store.list("exports", "")).toEqual([]);
  expect(performance.now() - from).toBeGreaterThan(950);
  expect(asked()).toBe(2);
});

test("one that wants to be left alone for longer than anybody waits is given up at once, and that is said", async () => {
  const { store, asked } = await storeThat([(response) => response.writeHead(503, { "retry-after": "3600" }).end("closed")], { pace: attended });
  expect((await failure(store.list("exports", ""))).advice.what).toMatch(/it answered 503: closed; it wants to be left alone for 3600 s/);
  expect(asked()).toBe(1);
});

test("a download that is cut again and again is no file, however much of it came", async () => {
  const { store, asked, at } = await storeThat([(response) => response.writeHead(200, { "content-length": "10" }).write("half", () => response.destroy())]);
  expect(await failure(store.readToFile("exports", "x", at("x")))).toMatchObject({ code: "STORE_SILENT", advice: { what: expect.stringContaining("tried 5 times: the connection was cut") as string } });
  expect(asked()).toBe(5);
});

test("an upload whose connection is cut in its middle is begun again, and arrives whole", async () => {
  const bytes = Buffer.alloc(3_000_000, "x");
  let [tries, came]: [number, Buffer] = [0, Buffer.alloc(0)];
  const { origin, close } = await onLoopback(createServer((request, response) => {
    if (tries++ === 0) return void request.once("data", () => request.socket.resetAndDestroy());
    void bodyOf(request).then((body) => {
      came = body;
      response.end(JSON.stringify({ name: "x", size: String(bytes.length), timeCreated: "2026-11-23T08:07:00Z", generation: "1", crc32c: "" }));
    });
  }));
  const { at } = await storeThat([hangs]);
  endings.push(close);
  await writeFile(at("file"), bytes);
  const store = objectStore({ endpoint: origin, project: "shop", token: undefined }, { ...patient, firstPauseSeconds: 0.01 });
  expect(await store.createFromFile("exports", "x", at("file"))).toMatchObject({ bytes: bytes.length });
  expect([tries, came.includes(bytes)]).toEqual([2, true]);
});

test("a disk that does not take a download is not the store's silence", async () => {
  const { store, asked } = await storeThat([(response) => response.end(Buffer.alloc(3_000_000))]);
  expect(await failure(store.readToFile("exports", "x", "/dev/full"))).toMatchObject({ code: "FILE_UNUSABLE", advice: { what: expect.stringContaining("its disk is full") as string } });
  expect(asked()).toBe(1);
  expect(await failure(store.createFromFile("exports", "x", "/nowhere/file"))).toMatchObject({ code: "FILE_UNUSABLE" });
});
