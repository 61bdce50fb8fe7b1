import { afterEach, expect, test } from "vitest";
import { cloudflare } from "../../scripts/adapters/cloudflare.ts";
import { Secret } from "../../scripts/core/secret.ts";
import { sleepingClock } from "../support/step-world.ts";
import { answeringServer, type Reply } from "../support/answering-server.ts";

const opened: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((close) => close()))));

/** The adapter before a server that speaks in the API's documented envelopes. */
async function zoneAnswering(...replies: readonly Reply[]) {
  const server = await answeringServer(...replies);
  opened.push(server.close);
  const clock = sleepingClock();
  const zone = cloudflare({ endpoint: `${server.origin}/client/v4`, zoneId: "zone-1", token: new Secret("s3cret-token") }, clock);
  return { zone, clock, asked: server.asked };
}

const shop = { id: "1", name: "shop.example.com", type: "CNAME", content: "lb.elb.amazonaws.com", proxied: true, ttl: 1 } as const;
const listed = { ...shop, proxiable: true, settings: {}, meta: {}, comment: null, tags: [], created_on: "2026-01-01T00:00:00Z" };
const success = (result: unknown, totalPages = 1): Reply => ({ status: 200, body: { success: true, errors: [], messages: [], result, result_info: { page: 1, per_page: 1000, total_pages: totalPages } } });
const refused = (status: number, code: number, message: string) => ({ status, body: { success: false, errors: [{ code, message }], messages: [], result: null } });

test("reads every page, and of each record what a cutover needs", async () => {
  const { zone, asked } = await zoneAnswering(success([listed], 2), success([{ ...listed, id: "2", comment: "ask Ann", tags: ["team:web"] }], 2));
  expect(await zone.records()).toEqual([shop, { ...shop, id: "2", comment: "ask Ann", tags: ["team:web"] }]);
  expect(asked().map(({ line }) => line)).toEqual([1, 2].map((page) => `GET /client/v4/zones/zone-1/dns_records?page=${page}&per_page=1000`));
  expect(asked()[0]?.authorization).toBe("Bearer s3cret-token");
});

test("passes over records that hold no address", async () => {
  const { zone } = await zoneAnswering(success([listed, { id: "9", name: "example.com", type: "MX", content: "mail.example.com", priority: 10, ttl: 300 }]));
  expect(await zone.records()).toEqual([shop]);
});

test("replaces records in one batch", async () => {
  const { zone, asked } = await zoneAnswering(success({ puts: [] }));
  const moved = { ...shop, type: "A", content: "198.51.100.9" } as const;
  await zone.replace([moved, { ...moved, id: "2" }]);
  expect(asked()).toMatchObject([{ line: "POST /client/v4/zones/zone-1/dns_records/batch", body: { puts: [moved, { ...moved, id: "2" }] } }]);
});

test("reads how the proxy speaks to origins, and a token that may not is told as such", async () => {
  const { zone, asked } = await zoneAnswering(success({ id: "ssl", value: "strict", editable: true }), refused(403, 9109, "Unauthorized to access requested resource"));
  expect(await zone.originEncryption()).toEqual({ mode: "strict" });
  expect(asked().map(({ line }) => line)).toEqual(["GET /client/v4/zones/zone-1/settings/ssl"]);
  expect(await zone.originEncryption()).toEqual({ refused: "Cloudflare answered 'GET /zones/zone-1/settings/ssl' with 403: Unauthorized to access requested resource (9109)" });
});

test.each<[string, readonly Reply[], number]>([
  ["too many calls, waiting as long as it is told", [{ ...refused(429, 971, "Please wait"), headers: { "retry-after": "7" } }], 7],
  ["too many calls, waiting until the time it is told", [{ ...refused(429, 971, "Please wait"), headers: { date: "Fri, 27 Nov 2026 04:00:00 GMT", "retry-after": "Fri, 27 Nov 2026 04:00:09 GMT" } }], 9],
  ["two faults on their side, waiting longer each time", [{ status: 503, body: "<html>" }, { status: 500, body: "" }], 3],
  ["a broken connection", ["hang up"], 1],
])("tries again after %s", async (_, troubles, slept) => {
  const { zone, clock } = await zoneAnswering(...troubles, success([listed]));
  expect(await zone.records()).toEqual([shop]);
  expect(clock.slept()).toBe(slept);
});

test("gives up after a while, and says what was tried", async () => {
  const { zone, asked } = await zoneAnswering("hang up");
  await expect(zone.records()).rejects.toMatchObject({ code: "DNS_PROVIDER_SILENT", message: expect.stringContaining("in 6 tries") as string });
  expect(asked()).toHaveLength(6);
});

test.each<[string, Reply, string]>([
  ["a refusal, in the API's own words", refused(403, 10000, "Authentication error"), "with 403: Authentication error (10000)"],
  ["a success that is none", { status: 200, body: { success: false, errors: [{ code: 9005, message: "Content for A record must be a valid IPv4 address." }] } }, "must be a valid IPv4 address. (9005)"],
  ["an answer that is not the API's", { status: 404, body: "<html>" }, "with 404: no reason given"],
])("passes on %s, at once and without the token", async (_, reply, text) => {
  const { zone, asked, clock } = await zoneAnswering(reply);
  const outcome = zone.replace([shop]);
  await expect(outcome).rejects.toMatchObject({ code: "DNS_PROVIDER_REFUSED", message: expect.stringContaining(text) as string });
  await expect(outcome).rejects.not.toThrow("s3cret-token");
  expect([asked().length, clock.slept()]).toEqual([1, 0]);
});

test("an answer in another shape is not guessed at", async () => {
  const { zone } = await zoneAnswering({ status: 200, body: { success: true, errors: [], result: {} } });
  await expect(zone.records()).rejects.toMatchObject({ code: "ANSWER_UNREADABLE" });
});
