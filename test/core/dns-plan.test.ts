import fc from "fast-check";
import { expect, test } from "vitest";
import { changesFor, describe as described, objections, type DnsRecord } from "../../scripts/core/dns-plan.ts";

const NEW = "198.51.100.9";
const record = (name: string, about: Partial<DnsRecord> = {}): DnsRecord => ({ id: `id of ${name}`, name, type: "A", content: "192.0.2.1", proxied: false, ttl: 60, ...about });

test("a name moves by its content alone: same record, same TTL, still proxied, its comment kept", () => {
  const before = record("shop.example.com", { type: "CNAME", content: "lb.elb.amazonaws.com", proxied: true, ttl: 1, comment: "ask Ann", tags: ["a:b"] });
  expect(changesFor([before], ["shop.example.com"], NEW)).toEqual([{ from: before, to: { ...before, type: "A", content: NEW } }]);
});

test.each<[string, readonly DnsRecord[], number]>([
  ["a name that is there already", [record("shop.example.com", { content: NEW })], 0],
  ["a CNAME that only reads like the address", [record("shop.example.com", { type: "CNAME", content: NEW })], 1],
  ["a name written in another way", [record("Shop.Example.com.")], 1],
  ["somebody else's name", [record("mail.example.com")], 0],
  ["a name that only ends alike", [record("my-shop.example.com")], 0],
])("%s: %#", (_, zone, changes) => {
  expect(changesFor(zone, ["shop.example.com"], NEW)).toHaveLength(changes);
});

test.each<[string, readonly DnsRecord[], readonly string[]]>([
  ["one record each", [record("a.example.com"), record("b.example.com")], []],
  ["a name without a record", [record("a.example.com")], ["b.example.com has no address record, and a cutover makes none"]],
  [
    "an IPv6 address beside it",
    [record("a.example.com"), record("a.example.com", { id: "six", type: "AAAA", content: "2001:db8::1" }), record("b.example.com")],
    ["a.example.com has 2 address records; all but one would still lead elsewhere", "3 changes for 2 names"],
  ],
])("objects to nothing but what it must: %s", (_, zone, expected) => {
  const names = ["a.example.com", "b.example.com"];
  expect(objections(zone, names, changesFor(zone, names, NEW))).toEqual(expected);
});

test("objects to a change that no plan of ours would hold", () => {
  const [mine, other] = [record("a.example.com"), record("mail.example.com")];
  expect(objections([mine, other], ["a.example.com"], [{ from: other, to: { ...other, content: NEW } }])).toEqual(["mail.example.com is none of the names to move"]);
  expect(objections([mine], ["a.example.com"], [{ from: mine, to: { ...mine, id: "x" } }])).toEqual(["a.example.com (id of a.example.com) would become a.example.com (x)"]);
});

test("a change reads as one line", () => {
  const from = record("a.example.com", { type: "CNAME", content: "lb.elb.amazonaws.com" });
  expect(described({ from, to: { ...from, type: "A", content: NEW } })).toBe("a.example.com: CNAME lb.elb.amazonaws.com → A 198.51.100.9");
});

const names = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"];
const zones = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...names), type: fc.constantFrom("A" as const, "AAAA" as const, "CNAME" as const), content: fc.constantFrom("192.0.2.1", NEW),
    proxied: fc.boolean(), ttl: fc.constantFrom(1, 60, 300),
  }).map((about) => record(about.name, about)),
  { selector: ({ name }) => name },
);
const managed = fc.subarray(names);

test("after a cutover there is nothing left to change, and nothing unmanaged has changed", () => {
  fc.assert(
    fc.property(zones, managed, (zone, moving) => {
      const changes = new Map(changesFor(zone, moving, NEW).map(({ to }) => [to.id, to]));
      const after = zone.map((before) => changes.get(before.id) ?? before);
      expect(changesFor(after, moving, NEW)).toEqual([]);
      expect(after.filter(({ name }) => !moving.includes(name))).toEqual(zone.filter(({ name }) => !moving.includes(name)));
    }),
  );
});

test("a sound zone meets no objection", () => {
  fc.assert(
    fc.property(zones, (zone) => {
      const present = zone.map(({ name }) => name);
      expect(objections(zone, present, changesFor(zone, present, NEW))).toEqual([]);
    }),
  );
});
