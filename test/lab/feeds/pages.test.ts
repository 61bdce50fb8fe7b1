import { expect, test } from "vitest";
import { awsCurrentEvents, cloudflareSummary, confirmed, LAG_SECONDS, pingdom } from "../../../lab/feeds/pages.ts";
import { readTroubles, type Trouble } from "../../../lab/feeds/trouble.ts";

const since = "2026-11-26T03:00:00.000Z";
const later = (seconds: number) => new Date(Date.parse(since) + seconds * 1000);
const broken = (name: Trouble["name"]): readonly Trouble[] => [{ name, since }];

test("a vendor's page tells of an outage late", () => {
  expect(confirmed(broken("aws-dark"), later(LAG_SECONDS - 1))).toEqual([]);
  expect(confirmed(broken("aws-dark"), later(LAG_SECONDS))).toEqual(broken("aws-dark"));
});

// https://health.aws.amazon.com/public/currentevents is UTF-16 with a byte order mark, also when nothing is open.
test("AWS's page is UTF-16, big end first", () => {
  const body = awsCurrentEvents([]);
  expect([...body.subarray(0, 2)]).toEqual([0xfe, 0xff]);
  const [event] = JSON.parse(new TextDecoder("utf-16be").decode(awsCurrentEvents(broken("aws-dark")))) as readonly { arn: string; status: string }[];
  expect(event).toMatchObject({ status: "2", arn: expect.stringContaining(":eu-west-1:") as string });
});

test("Cloudflare's page names the component that is broken and no other", () => {
  const { components, status } = cloudflareSummary(broken("dns-down"), later(100)) as { components: readonly { name: string; status: string }[]; status: { indicator: string } };
  expect(components.filter((one) => one.status !== "operational").map(({ name }) => name)).toEqual(["Authoritative DNS"]);
  expect(status.indicator).toBe("critical");
});

test("Pingdom says down at every location when it lies", () => {
  const { results } = pingdom("/results/85975", broken("monitoring-lies"), later(1)) as { results: readonly { status: string }[] };
  expect(results.map(({ status }) => status)).toEqual(["down", "down", "down"]);
  expect(pingdom("/checks", [], later(1))).toMatchObject({ checks: [{ hostname: "shop.example.com", status: "up" }] });
  expect(pingdom("/elsewhere", [], later(1))).toBeUndefined();
});

test("what the daemon has not told yet, or tells by halves, is no trouble", () => {
  expect(readTroubles(() => "[{")).toEqual([]);
  expect(readTroubles(() => JSON.stringify(broken("edge-down")))).toEqual(broken("edge-down"));
});
