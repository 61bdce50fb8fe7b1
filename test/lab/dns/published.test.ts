import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DnsRecord } from "../../../lab/dns/cloudflare/record.ts";
import { changesBetween, published, type RecordSet } from "../../../lab/dns/cloudflare/published.ts";

const record = (fields: Partial<DnsRecord>): DnsRecord => ({
  id: "1",
  name: "shop.example.com",
  type: "A",
  content: "192.0.2.1",
  proxiable: true,
  proxied: false,
  ttl: 60,
  settings: {},
  meta: {},
  comment: null,
  tags: [],
  created_on: "",
  modified_on: "",
  ...fields,
});

// https://developers.cloudflare.com/dns/proxy-status/ and https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
describe("what the world is told", () => {
  it("of a proxied record is the edge's address, with 300 s to live, whatever stands behind it", () => {
    const edge = [{ name: "shop.example.com.", type: "A", ttl: 300, contents: ["198.51.100.11"] }];
    expect(published([record({ proxied: true, ttl: 1 })])).toEqual(edge);
    expect(published([record({ proxied: true, ttl: 1, type: "CNAME", content: "lb.example.net" })])).toEqual(edge);
  });

  it("of any other record is its content with its own time to live, or 300 s for automatic", () => {
    expect(published([record({})])).toEqual([{ name: "shop.example.com.", type: "A", ttl: 60, contents: ["192.0.2.1"] }]);
    expect(published([record({ ttl: 1 })])[0]?.ttl).toBe(300);
    expect(published([record({ type: "CNAME", content: "lb.example.net" })])[0]?.contents).toEqual(["lb.example.net."]);
  });

  it("of two records of one name and type is both contents, once each", () => {
    expect(published([record({}), record({ content: "192.0.2.2" }), record({ id: "3" })])[0]?.contents).toEqual(["192.0.2.1", "192.0.2.2"]);
  });
});

describe("the changes told to the DNS server", () => {
  it("of a proxied record whose origin moves are none", () => {
    const before = published([record({ proxied: true, ttl: 1 })]);
    expect(changesBetween(before, published([record({ proxied: true, ttl: 1, content: "192.0.2.9" })]))).toEqual([]);
  });

  it("take a CNAME away before they put an A in its place", () => {
    const before = published([record({ type: "CNAME", content: "lb.example.net" })]);
    expect(changesBetween(before, published([record({})])).map(({ type, changetype }) => `${changetype} ${type}`)).toEqual([
      "DELETE CNAME",
      "REPLACE A",
    ]);
  });

  it("lead from any state to any other", () => {
    const set = fc.record({
      name: fc.constantFrom("a.", "b."),
      type: fc.constantFrom("A", "TXT"),
      ttl: fc.constantFrom(60, 300),
      contents: fc.array(fc.constantFrom("1", "2"), { minLength: 1 }),
    });
    const sets = fc.uniqueArray(set, { selector: ({ name, type }) => `${name}${type}` });
    const key = ({ name, type }: { name: string; type: string }) => `${name} ${type}`;
    fc.assert(
      fc.property(sets, sets, (before, after) => {
        const server = new Map<string, RecordSet>(before.map((one) => [key(one), one]));
        for (const change of changesBetween(before, after)) {
          if (change.changetype === "DELETE") server.delete(key(change));
          else server.set(key(change), { name: change.name, type: change.type, ttl: change.ttl, contents: change.contents });
        }
        expect([...server.values()].sort((x, y) => key(x).localeCompare(key(y)))).toEqual(
          [...after].sort((x, y) => key(x).localeCompare(key(y))),
        );
      }),
    );
  });
});
