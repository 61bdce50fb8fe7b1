import { getEventListeners } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { s3Patient, s3Store, type S3Pace } from "../../scripts/adapters/s3-store.ts";
import { silenceWatch } from "../../scripts/adapters/silence-watch.ts";
import { sourceObjects } from "../../scripts/adapters/source-objects.ts";
import { isExpected } from "../../scripts/core/errors.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { bodyOf, onLoopback } from "../support/loopback.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of endings.splice(0)) await end();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;
type How = { readonly pace?: Partial<S3Pace>; readonly key?: string; readonly stop?: AbortSignal };

/** A store that gives one answer after the other, and the last one again and again. */
async function storeThat(answers: readonly Answer[], { pace = {}, key = "the-secret", stop }: How = {}) {
  const asked: string[] = [];
  const { origin, close } = await onLoopback(createServer((request, response) => {
    asked.push(String(request.headers["x-amz-date"]));
    void bodyOf(request).then(() => answers[Math.min(asked.length, answers.length) - 1]?.(response, request), () => undefined);
  }));
  endings.push(close);
  const said: string[] = [];
  const store = s3Store({ endpoint: origin, region: "eu-central-003", accessKeyId: new Secret("the-id"), secretAccessKey: new Secret(key) }, { ...s3Patient, attempts: 2, ...pace }, { stop, watch: silenceWatch((text) => said.push(text)) });
  return { store, asked, said, origin };
}

const fault = (status: number, code: string, message: string, headers = {}): Answer => (response) => response.writeHead(status, { "content-type": "application/xml", ...headers }).end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
const hangs: Answer = () => undefined;
const lists: Answer = (response) => response.writeHead(200, { "content-type": "application/xml" }).end("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
const failure = async (work: Promise<unknown>) => work.then(
  () => { throw new Error("it did not fail"); },
  (error: unknown) => { if (isExpected(error)) return error; throw error; },
);

test("without a key the second store is not asked, and it is told where the key is named", async () => {
  const { store, asked } = await storeThat([lists], { key: "" });
  expect(await failure(store.list("second", ""))).toMatchObject({ code: "SECOND_STORE_NOT_SIGNED_IN", advice: { next: expect.stringContaining("secondStore.secretAccessKey") as string } });
  expect(asked).toEqual([]);
});

test("without credentials of AWS nothing was refused: it is told how they are set", async () => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) vi.stubEnv(name, "");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials");
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere/config");
  const { origin } = await storeThat([lists]);
  const reading = sourceObjects({ region: "eu-west-1", endpoint: origin }, { attempts: 1 }).pages("objects", undefined)[Symbol.asyncIterator]().next();
  expect(await failure(reading)).toMatchObject({ code: "AWS_NOT_SIGNED_IN", advice: { next: expect.stringContaining("AWS_PROFILE") as string } });
});

test.each(["SignatureDoesNotMatch", "ExpiredToken"])("a key that the store does not know is told as one: %s", async (code) => {
  const { store } = await storeThat([fault(403, code, "It is not good")]);
  expect(await failure(store.list("second", ""))).toMatchObject({ code: "SECOND_STORE_NOT_SIGNED_IN", advice: { what: expect.stringContaining(`${code}: It is not good`) as string } });
});

test("a refusal is told in words, by its code and message", async () => {
  const { store } = await storeThat([fault(403, "AccessDenied", "You may not list")]);
  const { what, next } = (await failure(store.list("second", "shop/"))).advice;
  expect([what, next]).toEqual([expect.stringMatching(/^the second store at http:\S+ answered 403 to list shop\/: AccessDenied: You may not list$/), expect.stringContaining("secondStore.endpoint and what its key may do")]);
});

test("a store in trouble is told by what it answered", async () => {
  const { store, asked } = await storeThat([fault(503, "SlowDown", "Please reduce your request rate")]);
  expect((await failure(store.list("second", "shop/"))).advice).toMatchObject({ what: expect.stringContaining("tried 2 times: it answered 503: SlowDown: Please reduce your request rate") as string, next: expect.stringContaining("secondStore.endpoint") as string });
  expect(asked).toHaveLength(2);
});

test.each<[string, Answer]>([
  ["in a list's place", (response) => response.setHeader("content-type", "text/html").end("<html><head><title>Sign in</title></head><body><p>x</body></html>")],
  ["with a refusal", (response) => response.writeHead(403, { "content-type": "text/html" }).end("<!doctype html><html><head><title>Sign in</title><br></head></html>")],
  ["that does not say what it is", (response) => response.writeHead(403).end("<!doctype html><html><head><title>Sign in</title><br></head></html>")],
])("a web page is not the store's word, and no empty list: %s", async (_, answer) => {
  const { store } = await storeThat([answer]);
  for (const work of [store.list("second", ""), store.read("second", "x")]) expect(await failure(work)).toMatchObject({ code: "NOT_THE_STORE", advice: { what: expect.stringContaining("web page") as string } });
});

test("a page that says 'not found' is no word that something is not there", async () => {
  const { store } = await storeThat([(response) => response.writeHead(404, { "content-type": "text/html" }).end("<html><head><title>404 Not Found</title></head><body>nginx</body></html>")]);
  for (const work of [store.read("second", "x"), store.look("second", "x")]) expect(await failure(work)).toMatchObject({ code: "NOT_THE_STORE" });
  const own = await storeThat([fault(404, "NoSuchKey", "The specified key does not exist.")]);
  expect(await own.store.read("second", "x")).toBeUndefined();
});

test("an answer of nothing is no page, whatever it is called: what was removed is told as removed", async () => {
  const { store } = await storeThat([
    (response) => response.writeHead(200, { etag: '"7"' }).end(),
    (response) => response.writeHead(204, { "content-type": "text/html; charset=utf-8" }).end(),
  ]);
  expect(await store.remove("second", "x", "7")).toBe("removed");
});

test.each([301, 307])("a store that sends us elsewhere by a %i is not followed", async (status) => {
  const { store } = await storeThat([fault(status, status === 301 ? "PermanentRedirect" : "TemporaryRedirect", "Elsewhere", { location: "http://elsewhere.example.com/" })]);
  expect(await failure(store.list("second", ""))).toMatchObject({ code: "STORE_ELSEWHERE", advice: { what: expect.stringContaining("http://elsewhere.example.com/") as string } });
});

const skewed = (hours: number): Answer => fault(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", { date: new Date(Date.now() + hours * 3_600_000).toUTCString() });

test("a clock that is off is set by the store's for the next try", async () => {
  const { store, asked } = await storeThat([skewed(2), lists]);
  expect(await store.list("second", "")).toEqual([]);
  const [first = "", second = ""] = asked;
  expect(first).not.toBe(second);
});

test("one that stays off is told as a clock, with what shows it", async () => {
  const { store } = await storeThat([skewed(2)]);
  expect(await failure(store.list("second", ""))).toMatchObject({ code: "STORE_CLOCK", advice: { next: expect.stringContaining("timedatectl") as string } });
});

test("a store that hangs is given up once its time is over, and ends at once when the kit is to stop", async () => {
  const { store } = await storeThat([hangs], { pace: { patience: { limitSeconds: 0.3, remembers: true } } });
  expect((await failure(store.list("second", ""))).advice.what).toMatch(/gave no answer: no answer within 0\.3 s$/);
  const stop = new AbortController();
  const other = await storeThat([hangs], { stop: stop.signal });
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  endings.push(() => rm(directory, { recursive: true }));
  const reads = [other.store.list("second", ""), other.store.read("second", "x"), other.store.readToFile("second", "x", join(directory, "x"))].map(failure);
  await vi.waitUntil(() => other.asked.length === 3, 15_000);
  stop.abort();
  for (const read of reads) expect(await read).toMatchObject({ code: "COMMAND_STOPPED", advice: { what: expect.stringMatching(/waits no longer for the second store at http:/) as string } });
});

test("a person who waits for the second store is told", async () => {
  const { store, said } = await storeThat([(response, request) => setTimeout(() => lists(response, request), 7800)]);
  await store.list("second", "");
  expect(said.map((line) => line.replaceAll(/\s+/g, " "))).toEqual([expect.stringMatching(/^Waiting for the second store at \S+, [567] s of at most 300 s: no answer so far\.$/), expect.stringMatching(/answers again, after (?:[6-9]|1\d) s/)]);
}, 15_000);

test("a second store that was just given up is worth a short wait and no more; one that said something was there", async () => {
  const pace = { attempts: 1, patience: { limitSeconds: 60, remembers: true } };
  const { store } = await storeThat([(response) => response.destroy(), hangs], { pace });
  expect(await failure(store.list("second", ""))).toMatchObject({ code: "STORE_SILENT" });
  expect((await failure(store.list("second", ""))).advice.what).toMatch(/no answer within 3 s$/);
  const page: Answer = (response) => response.setHeader("content-type", "text/html").end("<html><title>Sign in</title></html>");
  const other = await storeThat([page, (response, request) => setTimeout(() => lists(response, request), 3300)], { pace });
  expect(await failure(other.store.list("second", ""))).toMatchObject({ code: "NOT_THE_STORE" });
  expect(await other.store.list("second", "")).toEqual([]);
}, 15_000);

test("a web page is no list of nothing at the source, and no word that an object is not there", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "the-id");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "the-secret");
  const page = (status: number): Answer => (response) => response.writeHead(status, { "content-type": "text/html" }).end("<html><head><title>Sign in</title></head></html>");
  const at = async (status: number) => sourceObjects({ region: "eu-west-1", endpoint: (await storeThat([page(status)])).origin }, { attempts: 1 });
  expect(await failure((await at(200)).pages("objects", undefined)[Symbol.asyncIterator]().next())).toMatchObject({ code: "NOT_THE_STORE", advice: { next: expect.stringContaining("objects.endpoint") as string } });
  expect(await failure((await at(200)).sha256("objects", "a"))).toMatchObject({ code: "NOT_THE_STORE" });
  expect(await failure((await at(404)).sha256("objects", "a"))).toMatchObject({ code: "SOURCE_OBJECTS_REFUSED" });
});

test("objects that are read one after the other leave nothing behind", async () => {
  const { origin } = await storeThat([(response) => response.end("x")]);
  const stop = new AbortController();
  vi.stubEnv("AWS_ACCESS_KEY_ID", "the-id");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "the-secret");
  const source = sourceObjects({ region: "eu-west-1", endpoint: origin }, { waits: { patience: s3Patient.patience, stop: stop.signal } });
  for (const name of ["a", "b", "c"]) expect(await source.sha256("objects", name)).toMatch(/^2d711642b726b044/);
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});

test("a kit that is to stop in the middle of an upload waits 5 s at most for a store to forget it", async () => {
  const stop = new AbortController();
  const begun: Answer = (response) => response.writeHead(200, { "content-type": "application/xml" }).end("<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>");
  const { store, asked } = await storeThat([(response) => response.writeHead(404).end(), begun, hangs], { pace: { wholeUpToBytes: 1 }, stop: stop.signal });
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  endings.push(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, "x"), "xx");
  const upload = failure(store.createFromFile("second", "x", join(directory, "x")));
  await vi.waitUntil(() => asked.length === 3, 15_000);
  stop.abort();
  expect(await upload).toMatchObject({ code: "COMMAND_STOPPED" });
  expect(asked).toHaveLength(4);
}, 15_000);
