import { expect, test } from "vitest";
import { egressAttempts } from "../../../lab/network/egress.ts";

const listing = (elem?: unknown): string =>
  JSON.stringify({ nftables: [{ metainfo: { version: "1.0.6" } }, { set: { family: "inet", name: "tried", table: "lab", size: 4096, ...(elem === undefined ? {} : { elem }) } }] });

test("a set that nobody has filled has no attempts", () => {
  expect(egressAttempts(listing())).toEqual([]);
});

test("each element is who tried to reach what", () => {
  expect(egressAttempts(listing([{ concat: ["198.51.100.100", "192.0.2.1", "tcp", 80] }, { concat: ["10.10.1.10", "192.0.2.2", "icmp", 0] }]))).toEqual([
    { source: "198.51.100.100", destination: "192.0.2.1", protocol: "tcp", port: 80 },
    { source: "10.10.1.10", destination: "192.0.2.2", protocol: "icmp", port: 0 },
  ]);
});

test("an element with properties of its own, as some versions of nft write it, counts as well", () => {
  expect(egressAttempts(listing([{ elem: { val: { concat: ["10.30.0.10", "192.0.2.1", 17, 53] }, expires: 5 } }]))).toEqual([
    { source: "10.30.0.10", destination: "192.0.2.1", protocol: "17", port: 53 },
  ]);
});

test("an answer that is not understood is an error, never 'nobody tried'", () => {
  expect(() => egressAttempts(listing([{ range: ["192.0.2.1", "192.0.2.9"] }]))).toThrow();
});
