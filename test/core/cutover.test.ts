import { expect, test } from "vitest";
import { cutoverOf, movesWith, readCutover } from "../../scripts/core/cutover.ts";
import type { DnsRecord } from "../../scripts/core/dns-plan.ts";

const from: DnsRecord = { id: "1", name: "shop.example.com", type: "CNAME", content: "lb.elb.amazonaws.com", proxied: true, ttl: 1 };
const to: DnsRecord = { ...from, type: "A", content: "198.51.100.9" };
const other: DnsRecord = { ...to, id: "2", name: "mail.example.com" };

test("keeps what each name said before, which is the way back, and the TTL that 'automatic' means", () => {
  const cutover = cutoverOf([to, other], ["shop.example.com"], "198.51.100.9", movesWith([], [{ from, to }]));
  expect(cutover).toEqual({
    address: "198.51.100.9",
    names: [{ name: "shop.example.com", proxied: true, ttlSeconds: 300 }],
    changes: [{ name: "shop.example.com", from: { type: "CNAME", content: "lb.elb.amazonaws.com" }, to: { type: "A", content: "198.51.100.9" } }],
  });
  expect(readCutover(JSON.parse(JSON.stringify(cutover)))).toEqual(cutover);
});

test("an account that is none is refused", () => {
  expect(() => readCutover({ address: "198.51.100.9" })).toThrow(expect.objectContaining({ code: "ANSWER_UNREADABLE" }));
});
