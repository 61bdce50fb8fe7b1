import { expect, test } from "vitest";
import { dnsOutputs } from "../../../infra/outputs.ts";
import { example } from "../support/example.ts";
import { runStack } from "../support/run-stack.ts";

const config = example("dns");

test.each([
  ["aws", "CNAME", "shop-app-1234567890.eu-west-1.elb.amazonaws.com"],
  ["gcp", "A", "203.0.113.10"],
] as const)("with %s active, every name is a %s to %s", async (active, type, content) => {
  const { outputs } = await runStack("dns", { ...config, "failover-kit:active": active });
  expect(dnsOutputs.parse(outputs)).toEqual({
    active,
    zoneId: "0123456789abcdef0123456789abcdef",
    records: [
      { id: "shop.example.com-id", name: "shop.example.com", type, content, proxied: true, ttl: 1 },
      { id: "direct.shop.example.com-id", name: "direct.shop.example.com", type, content, proxied: false, ttl: 60 },
    ],
  });
});

test("the stack stays the judge of what a record holds, and no record goes by mistake", async () => {
  const { made } = await runStack("dns", config);
  expect(made.map(({ type, name, protect, ignoreChanges }) => [type, name, protect, ignoreChanges])).toEqual([
    ["cloudflare:index/dnsRecord:DnsRecord", "db.shop.example.com", true, ["content"]],
    ["cloudflare:index/dnsRecord:DnsRecord", "direct.shop.example.com", true, []],
    ["cloudflare:index/dnsRecord:DnsRecord", "shop.example.com", true, []],
  ]);
});

test("without an alias for the database there is none", async () => {
  const { "failover-kit:databaseAlias": _, ...without } = config;
  const { made } = await runStack("dns", without);
  expect(made.map(({ name }) => name)).toEqual(["direct.shop.example.com", "shop.example.com"]);
});
