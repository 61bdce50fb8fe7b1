import { expect, test } from "vitest";
import { readAwsEvents, readHealthEvents, readPingdomChecks, readPingdomResults, readStatuspage } from "../../../scripts/core/triage/feeds.ts";
import { readHealthBody } from "../../../scripts/core/triage/health-body.ts";

const utf16 = (value: unknown): Uint8Array => {
  const body = Buffer.from(`\ufeff${JSON.stringify(value)}`, "utf16le");
  return body.swap16();
};
const event = (arn: string, status: string, service_name = "Amazon EC2") => ({ arn, status, service_name, summary: "Increased error rates", region_name: "Ireland", event_log: [] });

test("AWS's page is UTF-16 with a byte order mark, and only what is open in our region or everywhere counts", () => {
  const here = event("arn:aws:health:eu-west-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/X", "2");
  expect(readAwsEvents(utf16([here]), "eu-west-1")).toEqual({ target: "eu-west-1", state: "down", value: "Amazon EC2: Increased error rates" });
  expect(readAwsEvents(utf16([{ ...here, status: "1" }]), "eu-west-1").state).toBe("degraded");
  expect(readAwsEvents(utf16([{ ...here, status: "3" }, event("arn:aws:health:me-central-1::event/EC2/Y", "2")]), "eu-west-1")).toEqual({ target: "eu-west-1", state: "up", value: "no open event" });
  expect(readAwsEvents(utf16([event("arn:aws:health:global::event/IAM/Z", "1", "IAM")]), "eu-west-1").state).toBe("degraded");
});

test("the Health API's open issues are a hint, and none is one, too", () => {
  expect(readHealthEvents('{"events": []}', "eu-west-1").state).toBe("up");
  expect(readHealthEvents('{"events": [{"service": "RDS", "eventTypeCode": "AWS_RDS_OPERATIONAL_ISSUE", "statusCode": "open"}]}', "eu-west-1")).toMatchObject({ state: "degraded", value: "AWS_RDS_OPERATIONAL_ISSUE" });
});

test("of Cloudflare's components only those count that a site stands on, the worst of each", () => {
  const component = (name: string, status: string, group = false) => ({ id: name, name, status, group, group_id: null });
  const body = JSON.stringify({
    status: { indicator: "major", description: "Partial System Outage" },
    components: [component("API", "major_outage"), component("CDN/Cache", "operational"), component("Network", "degraded_performance"), component("Amsterdam, Netherlands - (AMS)", "partial_outage"), component("Authoritative DNS", "operational")],
    incidents: [{ name: "API errors", status: "investigating", impact: "major" }, { name: "old", status: "resolved", impact: "minor" }],
  });
  expect(readStatuspage(body)).toEqual([
    { target: "page", state: "down", value: "Partial System Outage; API errors" },
    { target: "API", state: "down", value: "API: major outage" },
    { target: "edge", state: "degraded", value: "Network: degraded performance" },
    { target: "DNS", state: "up", value: "Authoritative DNS: operational" },
  ]);
});

test("Pingdom's newest result of each location counts, under the city's name", () => {
  const checks = readPingdomChecks('{"checks": [{"id": 7, "name": "shop", "hostname": "shop.example.com", "status": "up"}, {"id": 8, "name": "other", "hostname": "other.example.com", "status": "down"}, {"id": 9, "name": "old", "hostname": "shop.example.com", "status": "paused"}]}', { names: ["shop.example.com"], ids: [], tags: [] });
  expect(checks.map(({ id }) => id)).toEqual([7]);
  const results = JSON.stringify({ activeprobes: [65, 34], results: [{ probeid: 65, time: 20, status: "down", statusdesc: "Timeout (> 30s)" }, { probeid: 65, time: 10, status: "up", statusdesc: "OK" }, { probeid: 34, time: 15, status: "unconfirmed_down" }] });
  expect(readPingdomResults(results, '{"probes": [{"id": 65, "city": "Stockholm", "country": "Sweden"}]}')).toEqual([
    { target: "", from: "Pingdom Stockholm", state: "down", value: "Timeout (> 30s)" },
    { target: "", from: "Pingdom 34", state: "degraded", value: "unconfirmed_down" },
  ]);
});

test.each([
  ["all well", 200, '{"ok": true, "mode": "read-write", "side": "aws"}', { state: "up", isWhole: true }],
  ["one store gone, by name", 503, '{"ok": false, "checks": {"database": {"ok": false, "error": "no answer within 1000 ms"}, "cache": {"ok": true}}}', { state: "degraded", value: "503, not well: database", isWhole: false }],
  ["an error page of the application's own", 500, "<h1>Internal Server Error</h1>", { state: "degraded", isWhole: undefined, dependencies: undefined }],
  ["the edge without its origin", 522, "error code: 522", { state: "down", isWhole: undefined }],
  ["a page that is none of ours", 404, "not here", { state: "unknown" }],
])("the health path says: %s", (_what, status, body, expected) => {
  expect(readHealthBody({ status, body })).toMatchObject(expected);
});
