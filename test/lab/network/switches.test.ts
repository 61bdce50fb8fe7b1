import fc from "fast-check";
import { expect, test } from "vitest";
import { countSockets } from "../../../lab/network/cut-ssh.ts";
import { allOff, describeTurn, faultNames, turned, type Switches, type Turn } from "../../../lab/network/switches.ts";

const operator = fc.constantFrom("operator" as const, "second-operator" as const);
const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.record({ name: fc.constant("aws-dark" as const), on: fc.boolean() }),
  fc.record({ name: fc.constantFrom("operator-cut" as const, "machine-gone" as const), on: fc.boolean(), operator }),
  fc.record({ name: fc.constantFrom("database-gone" as const, "database-failover" as const), on: fc.boolean(), instance: fc.constantFrom("one", "other") }),
  fc.record({ name: fc.constantFrom(...faultNames), on: fc.boolean() }),
  fc.record({ name: fc.constant("storage-down" as const), on: fc.boolean(), for: fc.oneof(operator, fc.constant("everyone" as const)), how: fc.constantFrom("refused" as const, "silent" as const) }),
);
const after = (turns: readonly Turn[]): Switches => turns.reduce(turned, allOff);

test("a switch turned twice stands as if turned once", () => {
  fc.assert(fc.property(fc.array(turn), turn, (before, one) => void expect(after([...before, one, one])).toEqual(after([...before, one]))));
});

test("everything switched off again is a lab in peace", () => {
  fc.assert(fc.property(fc.array(turn), (turns) => void expect(after([...turns, ...turns.map((one) => ({ ...one, on: false }))])).toEqual(allOff)));
});

test("storage back for one operator stays down for the other", () => {
  const down = (on: boolean, whom: "operator" | "second-operator"): Turn => ({ name: "storage-down", on, for: whom, how: "silent" });
  expect(after([down(true, "operator"), down(true, "second-operator"), down(false, "operator")]).storageDown).toEqual([{ for: "second-operator", how: "silent" }]);
});

test("every turn is told in words of its own", () => {
  fc.assert(fc.property(turn, (one) => void expect(describeTurn(one)).not.toBe(describeTurn({ ...one, on: !one.on }))));
});

test("one line of ss is one connection", () => {
  expect(countSockets("")).toBe(0);
  expect(countSockets("0 0 10.30.0.10:40000 10.20.1.10:22\n0 0 10.30.0.10:40002 10.20.1.10:22\n")).toBe(2);
});
