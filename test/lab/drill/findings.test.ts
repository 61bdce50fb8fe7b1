import { expect, test } from "vitest";
import { findings, propagationSeconds, type Observed } from "../../../lab/drill/findings.ts";
import type { Observation } from "../../../lab/traffic/observation.ts";
import { nthOrder } from "../../../lab/traffic/orders.ts";

const time = (seconds: number) => new Date(Date.parse("2026-11-23T08:00:00.000Z") + seconds * 1000).toISOString();
const orders = Array.from({ length: 6 }, (_, n) => nthOrder(n, `0f8fad5b-d9cb-469f-a165-70867728950${n}`));
const order = (n: number) => orders[n] ?? nthOrder(n);
const took = (seconds: number) => ({ sentAt: time(seconds - 0.02), at: time(seconds), ms: 20 });
const yes = (n: number, seconds: number, side: string): Observation => ({ kind: "acknowledged", ...took(seconds), address: "198.51.100.11", side, order: order(n) });
const no = (n: number, seconds: number): Observation => ({ kind: "failed", ...took(seconds), error: "no answer", order: order(n) });
const read = (seconds: number, side: string): Observation => ({ kind: "read", ...took(seconds), address: "198.51.100.11", side });
const heldAll = (...ns: readonly number[]) => new Map(ns.map((n) => [order(n).id, { ...order(n), lines: [{ sku: order(n).sku, quantity: order(n).quantity }] }]));

/** Orders at 1 and 3 s, export at 4, snapshot at 5, an order at 6, dark at 10, declared at 12, the mirror takes orders from 40 on. */
const observed: Observed = {
  seen: [yes(0, 1, "aws"), yes(1, 3, "aws"), yes(2, 6, "aws"), no(3, 11), read(38, "gcp"), yes(4, 40, "gcp"), yes(5, 41, "gcp")],
  run: {
    run: "r1", phases: [], criticalPath: [], criticalPathSeconds: 0,
    decisions: [{ at: time(12), decision: "declare" }],
    outputs: { "choose-backup": { id: "b1", snapshotAt: time(5) } },
  },
  exportBegunAt: time(4), outageAt: time(9), darkAt: time(10), mirrorAddress: "10.20.1.9",
  before: [], after: [], held: heldAll(0, 1, 4, 5), receipts: heldAll(0, 1), egress: [],
};

test("the figures are those of the story", () => {
  expect(findings(observed)).toMatchObject({
    rto: { clientSeconds: 29, declaredToGoodSeconds: 26, declaredToWriteSeconds: 28 },
    rpo: { acknowledged: 3, acknowledgedInTheDark: 0, recovered: 2, lostBeforeBackup: 0, lostAfterBackup: 1, lost: [{ id: order(2).id }], seconds: 1 },
    mirror: { acknowledged: 2, recovered: 2 },
  });
});

test("one request that fails as the client turns away is no outage; a service that goes on failing is one", () => {
  expect(findings({ ...observed, seen: [...observed.seen, no(3, 41.2)] }).rto).toMatchObject({ clientSeconds: 29, unendedSeconds: 0 });
  expect(findings({ ...observed, seen: [...observed.seen, no(3, 41.2), no(3, 52.2)] }).rto).toMatchObject({ clientSeconds: null, unendedSeconds: 11 });
});

test("an order is lost before or after the snapshot by when its yes was heard", () => {
  expect(findings({ ...observed, held: heldAll(1, 4, 5) }).rpo).toMatchObject({ lostBeforeBackup: 1, lostAfterBackup: 1 });
});

test("receipts are promised with the order; one from before the snapshot that cannot be read is told apart", () => {
  expect(findings(observed)).toMatchObject({
    rpo: { receipts: "2 of 3 that were promised can be read at the mirror" },
    objects: { promised: 3, readable: 2, missingBeforeBackup: 0, missingAfterBackup: 1, missing: [{ id: order(2).id, why: "no receipt in the objects bucket" }] },
  });
  const wrong = new Map([order(0), { ...order(1), quantity: 99 }].map((receipt) => [receipt.id, receipt]));
  expect(findings({ ...observed, receipts: wrong }).objects).toMatchObject({ readable: 1, missingBeforeBackup: 1, missing: [{ why: "a receipt with other values" }, {}] });
});

test("an order the mirror said yes to and does not hold is missed", () => {
  expect(findings({ ...observed, held: heldAll(0, 1, 4) }).mirror).toEqual({ acknowledged: 2, recovered: 1 });
});

test("what the primary does in the dark ends no failover", () => {
  const seen = [...observed.seen, read(14, "aws"), yes(3, 14, "aws")].filter((o) => !("side" in o && o.side === "gcp"));
  const { rto, rpo } = findings({ ...observed, seen });
  expect(rto).toMatchObject({ declaredToGoodSeconds: null, declaredToWriteSeconds: null });
  expect(rpo.acknowledgedInTheDark).toBe(1);
});

test("a run that cannot say what its backup shows is not judged", () => {
  expect(() => findings({ ...observed, run: { ...observed.run, outputs: { "choose-backup": { id: "b1", snapshotAt: "" } } } })).toThrow();
});

test("a name has arrived with the first answer that holds the mirror's address", () => {
  const answer = (seconds: number, ...addresses: readonly string[]): Observation => ({ kind: "resolved", at: time(seconds), name: "direct", addresses: [...addresses], ttlSeconds: 60 });
  const seen = [answer(1, "10.20.1.9"), answer(20, "10.10.1.9"), answer(45, "10.20.1.9")];
  expect(propagationSeconds(seen, time(15), "direct", "10.20.1.9")).toBe(30);
  expect(propagationSeconds(seen, time(15), "direct", "10.20.1.7")).toBeNull();
});
