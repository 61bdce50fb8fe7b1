import { assert, integer, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { contains, parseBlock, showBlock, subnets, type Block } from "../../infra/cidr.ts";

const block = tuple(integer({ min: 0, max: 2 ** 32 - 1 }), integer({ min: 0, max: 32 })).map(
  ([address, prefix]): Block => ({ first: address - (address % 2 ** (32 - prefix)), prefix }),
);

const parsed = (text: string): Block => {
  const found = parseBlock(text);
  if (!found) throw new Error(`${text} is no block`);
  return found;
};

test("a block survives being written and read", () => {
  assert(property(block, (it) => void expect(parseBlock(showBlock(it))).toEqual(it)));
});

test("subnets lie inside their block, side by side, with neither overlap nor gap", () => {
  assert(
    property(block, integer({ min: 0, max: 4 }), (outer, bits) => {
      const prefix = Math.min(32, outer.prefix + bits);
      const all = subnets(showBlock(outer), prefix, 2 ** (prefix - outer.prefix)).map(parsed);
      expect(all.every((inner) => contains(outer, inner))).toBe(true);
      expect(all.map(({ first }) => first)).toEqual(all.map((_, at) => outer.first + at * 2 ** (32 - prefix)));
    }),
  );
});

test("one subnet more than fits is refused", () => {
  assert(
    property(block, integer({ min: 0, max: 4 }), (outer, bits) => {
      const prefix = Math.min(32, outer.prefix + bits);
      expect(() => subnets(showBlock(outer), prefix, 2 ** (prefix - outer.prefix) + 1)).toThrow("do not fit");
    }),
  );
});

test("a known layout: four subnets of a VPC", () => {
  expect(subnets("10.10.0.0/16", 20, 4)).toEqual(["10.10.0.0/20", "10.10.16.0/20", "10.10.32.0/20", "10.10.48.0/20"]);
});

test.each(["10.10.0.1/16", "10.10.0.0", "10.10.0/16", "256.0.0.0/8", "10.0.0.0/33", "10.0.0.0/8 ", "", "::/0"])("'%s' is no block", (text) => {
  expect(parseBlock(text)).toBeUndefined();
  expect(() => subnets(text, 32, 1)).toThrow("is not a block");
});

test.each([
  ["10.0.0.0/8", "10.255.255.0/24", true],
  ["10.0.0.0/8", "10.0.0.0/8", true],
  ["10.0.0.0/24", "10.0.0.0/8", false],
  ["10.0.0.0/8", "11.0.0.0/24", false],
  ["192.168.0.0/16", "192.169.0.0/24", false],
])("%s contains %s: %s", (outer, inner, answer) => {
  expect(contains(parsed(outer), parsed(inner))).toBe(answer);
});
