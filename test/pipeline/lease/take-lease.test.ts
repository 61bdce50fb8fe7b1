import { expect, test } from "vitest";
import { FailoverError, isExpected } from "../../../scripts/core/errors.ts";
import { pace, type LeaseRecord } from "../../../scripts/core/lease.ts";
import { leaseObject, type LeaseObject } from "../../../scripts/pipeline/lease/lease-object.ts";
import { takeLease, type Ask, type TakenLease } from "../../../scripts/pipeline/lease/take-lease.ts";
import { ModelProcess } from "../../model/model-process.ts";
import { VirtualTime } from "../../model/virtual-time.ts";
import { heldByBen, leaseIn } from "../../support/held-lease.ts";
import { memoryStore } from "../../support/memory-store.ts";

const place = { bucket: "leases", service: "shop" };
const silent = () => new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "no answer" });
type AtWork = boolean | "unknown";

/** A store, its time, and whoever asks. */
async function desk(held?: LeaseRecord) {
  const time = new VirtualTime();
  const store = memoryStore(() => time.now);
  const lease = leaseIn(store, place);
  if (held !== undefined) await lease.write(held);
  const object = leaseObject(store.objects, place, "run");
  const said: string[] = [];
  const ask = (who: string, more: Partial<Ask & { atWork: AtWork; through: LeaseObject }> = {}): Promise<TakenLease | FailoverError> => {
    const { atWork = "unknown", through = object, ...asked } = more;
    const holder = { id: `${who}-1`, who: `${who}@laptop`, host: "laptop", machine: "m", pid: 1, started: "1" };
    return takeLease(
      through,
      { run: "r1", kind: "run", holder, mine: [], takeOver: undefined, lastEpoch: async () => 0, command: "resume", ...asked },
      { clock: new ModelProcess(who, time, 1).clock, machine: { isAtWork: async () => atWork }, say: (line) => said.push(line) },
    ).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      return error;
    });
  };
  return { time, store, lease, object, said, ask };
}

test.each<[string, LeaseRecord | undefined, number, { takeOver?: string; mine?: readonly string[]; atWork?: AtWork }, object]>([
  ["free", undefined, 0, {}, { record: { epoch: 1, state: "held" }, from: undefined }],
  ["released", heldByBen({ state: "released" }), 1, {}, { record: { epoch: 4, state: "held", because: null }, from: undefined }],
  ["held and alive", heldByBen(), 9, {}, { code: "LEASE_HELD", advice: { what: "ben@desk is carrying out run r1 from desk (process 4711) since 2026-11-25T01:12:03.000Z; now at restore-data, last heard of 9 s ago" } }],
  ["silent", heldByBen(), 48, {}, { code: "LEASE_UNANSWERED", advice: { next: `try to reach them; then 'failover resume --take-over --because "…"', possible in 12 s (it waits by itself)` } }],
  ["silent, with a reason", heldByBen(), 61, { takeOver: "gone" }, { record: { epoch: 4, because: "gone", unheard: { who: "ben@desk" } }, from: { who: "ben@desk" } }],
  ["of a dead process of this machine", heldByBen(), 1, { atWork: false }, { record: { epoch: 4 }, from: { who: "ben@desk" } }],
  ["of an earlier session of this process", heldByBen(), 1, { mine: ["ben-1"] }, { record: { epoch: 4, unheard: null }, from: undefined }],
  ["taken by another meanwhile", heldByBen({ because: "you were gone" }), 1, { mine: ["ana-1"] }, { code: "LEASE_TAKEN_OVER", advice: { what: "ben@desk took run r1 over from desk at 2026-11-25T01:12:03.000Z: you were gone" } }],
])("a lease that is %s", async (_, held, ageSeconds, more, expected) => {
  const { time, ask, said } = await desk(held);
  time.now += ageSeconds;
  expect(await ask("ana", more)).toMatchObject(expected);
  expect(said).toEqual([]);
});

test("with a reason it waits until the holder must have stopped, and takes it then", async () => {
  const { time, ask, said, lease } = await desk(heldByBen());
  const taking = ask("ana", { takeOver: "gone" });
  await time.passUntil(pace.takeOverSeconds);
  expect(await lease.read()).toEqual(heldByBen());
  await time.passUntil(pace.takeOverSeconds + 5);
  expect(await taking).toMatchObject({ record: { epoch: 4, because: "gone" } });
  expect(said).toEqual(["Unless ben@desk at desk is heard of again, they must have stopped in 60 s; waiting until then."]);
});

test("a holder who comes back while one waits keeps it", async () => {
  const { time, ask, lease } = await desk(heldByBen());
  const taking = ask("ana", { takeOver: "gone" });
  await time.passUntil(50);
  await lease.write(heldByBen({ renewals: 8 }));
  await time.passUntil(55);
  expect(await taking).toMatchObject({ code: "LEASE_HELD" });
  expect(await lease.read()).toEqual(heldByBen({ renewals: 8 }));
});

test("a holder who lets go while one waits is followed at once", async () => {
  const { time, ask, lease } = await desk(heldByBen());
  const taking = ask("ana", { takeOver: "gone" });
  await time.passUntil(20);
  await lease.write(heldByBen({ state: "released" }));
  await time.passUntil(25);
  expect(await taking).toMatchObject({ record: { epoch: 4, because: null }, from: undefined });
});

test("of two who ask at once one gets it, and the other learns who", async () => {
  const { ask } = await desk(heldByBen({ state: "released" }));
  const [first, second] = await Promise.all([ask("ana"), ask("carl")]);
  expect(first).toMatchObject({ record: { holder: { who: "ana@laptop" }, epoch: 4 } });
  expect(second).toMatchObject({ code: "LEASE_HELD", advice: { what: expect.stringContaining("ana@laptop is carrying out") as string } });
});

test.each<[string, (object: LeaseObject) => LeaseObject, object]>([
  ["was heard and its answer lost", (object) => ({ ...object, replace: async (...asked) => { await object.replace(...asked); throw silent(); } }), { record: { holder: { who: "ana@laptop" } } }],
  ["was heard twice, so that it looks like somebody else's", (object) => ({ ...object, replace: async (...asked) => { await object.replace(...asked); return object.replace(...asked); } }), { record: { holder: { who: "ana@laptop" } } }],
  ["was never heard", (object) => ({ ...object, replace: async () => Promise.reject(silent()) }), { code: "STORE_SILENT" }],
])("a request for the lease that %s", async (_, faulty, expected) => {
  const { ask, object } = await desk();
  expect(await ask("ana", { through: faulty(object) })).toMatchObject(expected);
});

test("one that was pre-empted before its lost answer could be looked up is not held", async () => {
  const { ask, object, lease } = await desk();
  const through: LeaseObject = { ...object, replace: async (record, generation) => { await object.replace(record, generation); await lease.write({ ...record, state: "pre-empted", because: "run r2" }); return "changed"; } };
  expect(await ask("ana", { through })).toMatchObject({ code: "LEASE_HELD" });
});

test("where the lease's object is gone, epochs go on from the journal's", async () => {
  const { ask } = await desk();
  expect(await ask("ana", { lastEpoch: async () => 7 })).toMatchObject({ record: { epoch: 8 } });
});
