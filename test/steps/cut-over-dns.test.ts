import { expect, test } from "vitest";
import type { Json } from "../../scripts/core/journal.ts";
import type { DnsProvider, DnsRecord } from "../../scripts/ports.ts";
import { approveCutover } from "../../scripts/steps/approve-cutover.ts";
import { cutOverDns } from "../../scripts/steps/cut-over-dns.ts";
import type { Context } from "../../scripts/steps/step.ts";
import { contextWith, mirror, portsWith } from "../support/step-world.ts";

/** A step whose notes outlive its attempts, as the journal keeps them. */
function attempts(): () => Context {
  let noted: Json | undefined;
  return () => contextWith({ outputs: { "stand-up": mirror }, noted: () => noted, note: async (note) => void (noted = note) });
}

const context = contextWith({ outputs: { "stand-up": mirror } });
const shop: DnsRecord = { id: "1", name: "shop.example.com", type: "CNAME", content: "lb.elb.amazonaws.com", proxied: true, ttl: 1 };
const direct: DnsRecord = { id: "2", name: "direct.shop.example.com", type: "CNAME", content: "lb.elb.amazonaws.com", proxied: false, ttl: 60 };
const mail: DnsRecord = { id: "3", name: "mail.example.com", type: "A", content: "192.0.2.25", proxied: false, ttl: 300 };
const moved = (record: DnsRecord): DnsRecord => ({ ...record, type: "A", content: "10.20.1.9" });

/** A zone in memory that counts requests; `deaf` accepts changes and forgets them. */
function zoneOf(records: readonly DnsRecord[], { deaf = false } = {}) {
  const zone = new Map(records.map((record) => [record.id, record]));
  const requests: (readonly DnsRecord[])[] = [];
  const dns: DnsProvider = {
    records: async () => [...zone.values()],
    originEncryption: async () => ({ refused: "not asked here" }),
    replace: async (changed) => {
      requests.push(changed);
      if (!deaf) for (const record of changed) zone.set(record.id, record);
    },
  };
  return { dns, requests, records: () => [...zone.values()] };
}

test("moves every name in one request and leaves the rest of the zone alone", async () => {
  const zone = zoneOf([shop, direct, mail]);
  const output = await cutOverDns.run(portsWith({ dns: zone.dns }), context);
  expect(zone.requests).toEqual([[moved(shop), moved(direct)]]);
  expect(zone.records()).toEqual([moved(shop), moved(direct), mail]);
  expect(output).toMatchObject({
    address: "10.20.1.9",
    names: [{ name: "shop.example.com", proxied: true, ttlSeconds: 300 }, { name: "direct.shop.example.com", proxied: false, ttlSeconds: 60 }],
    changes: [{ from: { type: "CNAME", content: "lb.elb.amazonaws.com" }, to: { type: "A", content: "10.20.1.9" } }, {}],
  });
});

test("a cutover that died before it was journalled still knows what the names said before", async () => {
  const zone = zoneOf([shop, direct, mail]);
  const attempt = attempts();
  const dns: DnsProvider = { ...zone.dns, replace: async (records) => zone.dns.replace(records).then(() => Promise.reject(new Error("killed"))) };
  await expect(cutOverDns.run(portsWith({ dns }), attempt())).rejects.toThrow("killed");
  expect(await cutOverDns.check(portsWith({ dns: zone.dns }), attempt())).toMatchObject({
    changes: [
      { name: shop.name, from: { type: "CNAME", content: "lb.elb.amazonaws.com" }, to: { type: "A", content: "10.20.1.9" } },
      { name: direct.name, from: { type: "CNAME", content: "lb.elb.amazonaws.com" } },
    ],
  });
});

test("a name that somebody put elsewhere between two attempts goes back to where it was last", async () => {
  const attempt = attempts();
  await expect(cutOverDns.run(portsWith({ dns: zoneOf([shop, direct], { deaf: true }).dns }), attempt())).rejects.toMatchObject({ code: "DNS_NOT_MOVED" });
  const output = await cutOverDns.run(portsWith({ dns: zoneOf([moved(shop), { ...direct, content: "other.example.net" }]).dns }), attempt());
  expect(output).toMatchObject({ changes: [{ name: shop.name, from: { content: "lb.elb.amazonaws.com" } }, { name: direct.name, from: { content: "other.example.net" } }] });
});

test("names that the way back cannot be noted for stay where they are", async () => {
  const zone = zoneOf([shop, direct]);
  const note = async () => Promise.reject(new Error("no place for a note"));
  await expect(cutOverDns.run(portsWith({ dns: zone.dns }), { ...context, note })).rejects.toThrow("no place for a note");
  expect(zone.requests).toEqual([]);
});

test("moves only what has not moved yet", async () => {
  const zone = zoneOf([moved(shop), direct]);
  await cutOverDns.run(portsWith({ dns: zone.dns }), context);
  expect(zone.requests).toEqual([[moved(direct)]]);
});

test.each<[string, readonly DnsRecord[], boolean]>([
  ["all names moved: nothing to do", [moved(shop), moved(direct), mail], true],
  ["one name has not moved", [moved(shop), direct], false],
  ["one name has no record, so nobody can say it moved", [moved(shop)], false],
])("%s", async (_, records, done) => {
  const found = await cutOverDns.check(portsWith({ dns: zoneOf(records).dns }), context);
  expect(found !== undefined).toBe(done);
});

test("a zone that does not answer is neither moved nor unmoved", async () => {
  const dns: DnsProvider = { records: async () => { throw new Error("no answer"); }, originEncryption: async () => ({ refused: "not asked here" }), replace: async () => undefined };
  await expect(cutOverDns.check(portsWith({ dns }), context)).rejects.toThrow("no answer");
});

test("changes nothing in a zone that is not as the settings say", async () => {
  const zone = zoneOf([shop]);
  const outcome = cutOverDns.run(portsWith({ dns: zone.dns }), context);
  await expect(outcome).rejects.toMatchObject({ code: "DNS_PLAN_OBJECTED", message: expect.stringContaining("direct.shop.example.com has no address record") as string });
  expect(zone.requests).toEqual([]);
});

test("believes the zone, not the answer to the change", async () => {
  await expect(cutOverDns.run(portsWith({ dns: zoneOf([shop, direct], { deaf: true }).dns }), context)).rejects.toMatchObject({ code: "DNS_NOT_MOVED" });
});

test.each([
  ["in the declaration", {}],
  ["during the run", { "approve:approve-cutover": {} }],
])("an approval says that it was given %s", async (approved, decisions) => {
  expect(approveCutover.approval).toBe("cut-over-dns");
  expect(await approveCutover.check(portsWith({}), contextWith({ decisions }))).toEqual({ approved });
});
