import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { caller } from "../../../scripts/adapters/caller.ts";
import { http } from "../../../scripts/adapters/http.ts";
import { probeServer } from "../../../scripts/adapters/probe-server.ts";
import { Secret } from "../../../scripts/core/secret.ts";
import { signRequest } from "../../../scripts/core/watch/signed-request.ts";
import { watchSection } from "../../../scripts/core/watch-settings.ts";
import { serveLooks } from "../../../scripts/pipeline/watch/serve-looks.ts";
import { vantagesOf } from "../../../scripts/pipeline/watch/vantages.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import { answeringServer } from "../../support/answering-server.ts";
import { certificateIn } from "../../support/certificate.ts";
import { realWorldClock } from "../../support/still-clock.ts";
import { settingsText } from "../../support/settings.ts";

const KEY = "a key of at least thirty-two characters";
const closing: (() => Promise<void>)[] = [];
let directory = "";
let pair = { certificate: "", key: "" };
let other = { certificate: "", key: "" };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "agent-"));
  pair = await certificateIn(directory);
  other = await certificateIn(directory, "other");
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const clock = realWorldClock(() => new Date());
const read = (path: string) => readFile(path, "utf8");

async function agent(key = KEY): Promise<string> {
  const server = await probeServer({ host: "127.0.0.1", port: 0, certificate: await read(pair.certificate), key: new Secret(await read(pair.key)) }, serveLooks(new Secret(key), http, clock));
  closing.push(server.close);
  return `https://127.0.0.1:${server.port}`;
}

async function service(status: number): Promise<string> {
  const server = await answeringServer({ status, body: {} });
  closing.push(server.close);
  return `${server.origin}/healthz`;
}

type Setup = { readonly url: string; readonly target: string; readonly certificate?: string; readonly env?: Readonly<Record<string, string>>; readonly now?: () => Date };

async function seenBy({ url, target, certificate = pair.certificate, env = { PROBE_KEY: KEY }, now = () => new Date() }: Setup) {
  const watch = watchSection.parse({ targets: [target], aws: [target], references: [target], timeoutSeconds: 2, agents: [{ name: "frankfurt", url, certificate, key: "$PROBE_KEY" }] });
  const written = { ...readSettings(settingsText, "failover.yaml"), watch };
  const machine = { host: "Warden-1" } as never;
  const files = { read: async (path: string) => read(path).catch(() => undefined), list: async () => [], write: async () => undefined };
  const reach = { files, clock: realWorldClock(now), machine, env, randomHex: (digits: number) => crypto.randomUUID().replaceAll("-", "").slice(0, digits), http, caller };
  const vantages = await vantagesOf({ directory, written, secrets: [] }, watch, reach);
  expect(vantages.map(({ name }) => name)).toEqual(["warden-1", "frankfurt"]);
  return (await vantages[1]?.look()) ?? [];
}

test("an agent looks on behalf of whoever has the key, and is the place that the settings call it", async () => {
  const seen = await seenBy({ url: await agent(), target: await service(503) });
  expect(seen.map(({ probe, from, state, value }) => [probe, from, state, value])).toEqual([
    ["own-http", "frankfurt", "down", "answered 503"],
    ["aws-answers", "frankfurt", "down", "answered 503"],
  ]);
});

test("without the key it is told nothing, and the place is unknown, not down", async () => {
  const seen = await seenBy({ url: await agent("another key, of thirty-two characters"), target: await service(200) });
  expect(seen).toMatchObject([{ state: "unknown", value: expect.stringMatching(/refuses with 401.*not of this key/) as unknown }, { state: "unknown" }]);
});

test("a clock that is off is told by how much", async () => {
  const seen = await seenBy({ url: await agent(), target: await service(200), now: () => new Date(Date.now() - 600_000) });
  expect(seen).toMatchObject([{ state: "unknown", value: expect.stringMatching(/differs from this machine's by (600|601) s/) as unknown }, {}]);
});

test("whoever shows another certificate is not asked at all", async () => {
  const seen = await seenBy({ url: await agent(), target: await service(200), certificate: other.certificate });
  expect(seen).toMatchObject([{ state: "unknown", value: expect.stringMatching(/does not answer: .*(certificate|self-signed)/) as unknown }, {}]);
});

test("a question that was recorded and is sent again is refused", async () => {
  const url = await agent();
  const body = JSON.stringify({ from: "x", targets: [], aws: [], references: [], timeoutSeconds: 1 });
  const { at, nonce, signature } = signRequest(new Secret(KEY), { at: new Date().toISOString(), nonce: "once", body });
  const send = async () => caller.call({ method: "POST", url: `${url}/look`, headers: { "x-failover-at": at, "x-failover-nonce": nonce, "x-failover-signature": signature }, body, certificate: await read(pair.certificate), timeoutSeconds: 5 });
  expect(await send()).toMatchObject({ status: 200 });
  expect(await send()).toMatchObject({ status: 401, body: expect.stringMatching(/asked before/) as unknown });
});

test("it answers no other question, and no long one", async () => {
  const url = await agent();
  const certificate = await read(pair.certificate);
  expect(await caller.call({ method: "GET", url: `${url}/look`, headers: {}, certificate, timeoutSeconds: 5 })).toMatchObject({ status: 404 });
  const long = await caller.call({ method: "POST", url: `${url}/look`, headers: {}, body: "x".repeat(100_000), certificate, timeoutSeconds: 5 });
  expect("failed" in long || long.status >= 400).toBe(true);
});

test("a place whose certificate is missing is an error before anybody looks", async () => {
  await expect(seenBy({ url: "https://127.0.0.1:1", target: "http://127.0.0.1:1/", certificate: "nowhere.crt" })).rejects.toMatchObject({ code: "AGENT_KEY_REFUSED" });
});
