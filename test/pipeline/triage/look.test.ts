import { expect, test } from "vitest";
import { clock } from "../../../scripts/adapters/clock.ts";
import { lookAround } from "../../../scripts/pipeline/triage/look.ts";
import type { Eyes, Probe } from "../../../scripts/pipeline/triage/probe.ts";
import { probes } from "../../../scripts/pipeline/triage/probes.ts";
import { siteOf } from "../../../scripts/core/triage/site.ts";
import { readSettings } from "../../../scripts/core/settings.ts";
import type { Lookout } from "../../../scripts/world.ts";
import { readFileSync } from "node:fs";

const site = siteOf(readSettings(readFileSync("failover.example.yaml", "utf8"), "failover.yaml"));
const silent: Lookout = {
  web: () => Promise.resolve({ failed: "no answer" }),
  addresses: () => Promise.resolve({ failed: "no answer" }),
  nameServers: () => Promise.resolve([]),
  certificate: () => Promise.resolve({ failed: "no answer" }),
  knock: () => Promise.resolve({ failed: "no answer" }),
  aws: () => Promise.resolve({ noCredentials: "no AWS credentials here" }),
  network: () => Promise.resolve({ addresses: ["192.0.2.7"], hasDefaultRoute: true }),
};
const eyes = (lookout: Partial<Lookout> = {}): Eyes => ({ site, lookout: { ...silent, ...lookout }, now: new Date("2026-11-26T03:00:00Z") });
const here = { from: "this machine", where: "here" } as const;
const watched = { clock: clock(new AbortController().signal) };

test("a look that hangs or breaks is unknown, and holds nobody up", async () => {
  const probe = (id: string, look: Probe["look"]): Probe => ({ id, where: ["here"], limitSeconds: 0.05, look });
  const order: string[] = [];
  const found = await lookAround(
    [
      probe("own-trace", () => new Promise(() => undefined)),
      probe("cloudflare-api", () => Promise.reject(new Error("broken"))),
      probe("own-http", () => Promise.resolve([{ probe: "own-http", target: "shop", state: "up", value: "well" }])),
    ],
    eyes(),
    here,
    { ...watched, onSeen: (seen) => order.push(seen[0]?.probe ?? "") },
  );
  expect(found.map(({ probe, state, value }) => [probe, state, value])).toEqual([
    ["own-trace", "unknown", "no answer within 0.05 s"],
    ["cloudflare-api", "unknown", "the look itself failed: broken"],
    ["own-http", "up", "well"],
  ]);
  expect(order.at(-1)).toBe("own-trace");
});

test("a look at several things that breaks leaves each of them unknown", async () => {
  const found = await lookAround(probes, eyes({ aws: () => Promise.reject(new Error("no library")) }), here, watched);
  expect(found.filter(({ probe }) => probe.endsWith("-control")).map(({ probe, state }) => [probe, state])).toEqual(
    ["ec2-control", "rds-control", "s3-control", "cache-control", "search-control", "sts-control"].map((probe) => [probe, "unknown"]),
  );
});

test("in a world that answers nothing, nothing is up but the prober's own link", async () => {
  const found = await lookAround(probes, eyes(), here, watched);
  expect(found.filter(({ state }) => state === "up").map(({ probe }) => probe)).toEqual(["self-link", "self-route"]);
  expect(new Set(found.filter(({ probe }) => probe.endsWith("-control")).map(({ state }) => state))).toEqual(new Set(["unknown"]));
});

const html = (status: number, body: string) => Promise.resolve({ status, body: new TextEncoder().encode(body) });

test("the health path's own words become what is known of each thing it needs", async () => {
  const web: Lookout["web"] = (url) => (url.endsWith("/healthz") ? html(503, '{"ok": false, "checks": {"database": {"ok": false, "error": "gone"}, "cache": {"ok": true}}}') : html(500, "oops"));
  const found = (await lookAround(probes, eyes({ web }), here, watched)).filter(({ probe }) => probe.startsWith("own-depend") || probe === "own-page");
  expect(found).toContainEqual(expect.objectContaining({ probe: "own-dependency", target: "database", state: "down", value: "gone" }));
  expect(found).toContainEqual(expect.objectContaining({ probe: "own-dependency", target: "cache", state: "up" }));
  expect(found).toContainEqual(expect.objectContaining({ probe: "own-page", target: "origin /", state: "degraded", value: "500 in place of 200" }));
});

test("AWS that refuses a call for want of a right answers all the same, and the database's own state is told beside", async () => {
  const aws: Lookout["aws"] = ({ service }) =>
    service === "rds" ? html(200, "<DBInstanceStatus>failed</DBInstanceStatus>") : service === "health" ? html(400, '{"__type":"SubscriptionRequiredException"}') : html(403, "<Error><Code>UnauthorizedOperation</Code></Error>");
  const found = await lookAround(probes, eyes({ aws }), here, watched);
  expect(found.find(({ probe }) => probe === "ec2-control")).toMatchObject({ state: "up", value: "it answers: 403 UnauthorizedOperation" });
  expect(found.find(({ probe }) => probe === "rds-instance")).toMatchObject({ state: "down", value: "failed" });
  expect(found.find(({ probe }) => probe === "aws-health")).toMatchObject({ state: "unknown", value: "it needs a support plan that this account does not have" });
});

test("a name that is not found says nothing of what stands behind it", async () => {
  const web: Lookout["web"] = () => Promise.resolve({ failed: "name: no answer within 3 s" });
  const found = await lookAround(probes, eyes({ web }), here, watched);
  expect(found.find(({ probe }) => probe === "own-http")).toMatchObject({ state: "unknown" });
});

test("a cache over TLS whose name cannot be told is unknown, and not down", async () => {
  const inside = { ...eyes({ certificate: () => Promise.resolve({ failed: "name: no answer within 3 s" }) }) };
  const found = await lookAround(probes, { ...inside, site: { ...site, cache: { host: "cache.internal", port: 6379, tls: true } } }, { from: "inside exporter", where: "inside" }, watched);
  expect(found.find(({ probe }) => probe === "cache-data")).toMatchObject({ state: "unknown", value: "name: no answer within 3 s" });
});

test("a bucket that S3 does not know is not called one from which an object can be read", async () => {
  const read = probes.find(({ id }) => id === "s3-data");
  const answering = (code: string) => eyes({ aws: () => Promise.resolve({ status: 404, body: Buffer.from(`<Error><Code>${code}</Code></Error>`) }) });
  expect(await read?.look(answering("NoSuchKey"))).toMatchObject([{ state: "up" }]);
  expect(await read?.look(answering("NoSuchBucket"))).toMatchObject([{ state: "unknown", value: expect.stringContaining("no bucket of this name") as string }]);
});
