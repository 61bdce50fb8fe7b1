import { describe, expect, test } from "vitest";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { pace } from "../../../scripts/core/lease.ts";
import { keepLease, type Loss } from "../../../scripts/pipeline/lease/keep-lease.ts";
import { leaseObject, type LeaseObject } from "../../../scripts/pipeline/lease/lease-object.ts";
import { preEmptDrill } from "../../../scripts/pipeline/lease/pre-empt.ts";
import { ModelProcess } from "../../model/model-process.ts";
import { VirtualTime } from "../../model/virtual-time.ts";
import { heldByBen, leaseIn } from "../../support/held-lease.ts";
import { memoryStore } from "../../support/memory-store.ts";

const place = { bucket: "leases", service: "shop" };
type Mood = "sound" | "silent" | "answers are lost" | "hangs";

/** Ben's lease, kept by a process whose time is moved by hand. */
async function kept({ kind = "run" as const }: { kind?: "run" | "drill" } = {}) {
  const time = new VirtualTime();
  const store = memoryStore(() => time.now);
  const inStore = leaseIn(store, place, kind);
  const mood: { is: Mood } = { is: "sound" };
  const plain = leaseObject(store.objects, place, kind);
  const silent = () => new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 1, reason: "no answer" });
  const moody = async <T>(work: () => Promise<T>): Promise<T> => {
    if (mood.is === "silent") throw silent();
    if (mood.is === "hangs") return new Promise<never>(() => undefined);
    const answer = await work();
    if (mood.is === "answers are lost") throw silent();
    return answer;
  };
  const object: LeaseObject = { look: () => moody(() => plain.look()), replace: (...asked) => moody(() => plain.replace(...asked)) };
  const record = heldByBen({ kind, renewals: 0 });
  const answer = await plain.replace(record, "0");
  if (answer === "changed") throw new Error("it was free");
  const process = new ModelProcess("ben", time, 1);
  const mayAct: [number, number][] = [];
  const lease = keepLease(object, { record, generation: answer.generation, from: undefined, sentAt: 0 }, { clock: process.clock, onRenewed: (seconds) => mayAct.push([time.now, seconds]) });
  const lossOf = () => lease.lost.reason as Loss | undefined;
  const passed = async (until: number) => time.passUntil(until).then(() => (time.now = until));
  return { time, passed, store, inStore, plain, mood, process, lease, mayAct, lossOf };
}

describe("a lease that is kept", () => {
  test("is renewed every ten seconds, with the steps under way, and says each time how long its holder may act", async () => {
    const { passed, lease, inStore, mayAct } = await kept();
    lease.tellSteps(["stand-up"]);
    await passed(35);
    expect(await inStore.read()).toMatchObject({ renewals: 3, at: ["stand-up"], epoch: 3 });
    expect(mayAct).toEqual([[0, 30], [10, 30], [20, 30], [30, 30]]);
    expect(lease.isInForce()).toBe(true);
  });

  test("survives answers that are lost: the next try goes on from what was heard", async () => {
    const { passed, lease, mood, inStore } = await kept();
    mood.is = "answers are lost";
    await passed(25);
    mood.is = "sound";
    await passed(100);
    expect(lease.isInForce()).toBe(true);
    expect(lease.silentSeconds()).toBeUndefined();
    expect(await inStore.read()).toMatchObject({ state: "held", holder: { id: "ben-1" } });
  });

  test("is lost to whoever took it over, with their name and reason", async () => {
    const { passed, lease, inStore, lossOf } = await kept();
    await passed(5);
    await inStore.write(heldByBen({ epoch: 4, holder: { ...heldByBen().holder, id: "ana-1", who: "ana@laptop", host: "laptop" }, because: "ben is gone" }));
    await passed(11);
    expect(lease.isInForce()).toBe(false);
    expect(lossOf()).toMatchObject({ lost: "to another", error: { code: "LEASE_TAKEN_OVER", advice: { what: expect.stringMatching(/^ana@laptop took run r1 over from laptop .*: ben is gone$/) as string } } });
  });

  test("is lost when its object was removed", async () => {
    const { passed, store, lossOf } = await kept();
    store.remove("leases", "shop/active-run.json");
    await passed(11);
    expect(lossOf()).toMatchObject({ lost: "to another", error: { code: "LEASE_TAKEN_OVER" } });
  });

  test.each<[Mood, string]>([["silent", "no answer"], ["hangs", "this process stood still"]])("is lost from sight 30 s after its last renewal when the store is %s", async (is, reason) => {
    const { passed, lease, mood, lossOf } = await kept();
    await passed(15);
    mood.is = is;
    await passed(39);
    expect(lease.isInForce()).toBe(true);
    await passed(41);
    expect(lossOf()).toMatchObject({ lost: "from sight", reason: expect.stringContaining(reason) as string });
  });

  test("is lost to a process that stood still, before anything else of it goes on", async () => {
    const { passed, time, process, lease } = await kept();
    await passed(15);
    process.pause();
    time.now = 500;
    expect(lease.isInForce()).toBe(false);
  });

  test("that was lost is not found again, whatever the store says later", async () => {
    const { passed, lease, mood } = await kept();
    mood.is = "silent";
    await passed(31);
    mood.is = "sound";
    await passed(60);
    expect(lease.isInForce()).toBe(false);
  });
});

describe("letting go", () => {
  const released = async (is: Mood, until = 60) => {
    const all = await kept();
    await all.passed(15);
    all.mood.is = is;
    const releasing = all.lease.release();
    await all.time.passUntil(16);
    return { ...all, end: async () => { all.mood.is = "sound"; await all.time.passUntil(until); await releasing; return all.inStore.read(); } };
  };

  test("frees it at once, and nothing is renewed after", async () => {
    const { end } = await released("sound", 200);
    expect(await end()).toMatchObject({ state: "released", at: [], renewals: 2 });
  });

  test("is tried again when there was no answer", async () => {
    const { end } = await released("silent");
    expect(await end()).toMatchObject({ state: "released" });
  });

  test("goes on from a renewal that was heard although its answer was lost", async () => {
    const { lease, passed, mood, inStore, time } = await kept();
    mood.is = "answers are lost";
    await passed(10.5);
    mood.is = "sound";
    const releasing = lease.release();
    await time.passUntil(60);
    await releasing;
    expect(await inStore.read()).toMatchObject({ state: "released" });
  });

  test("says whose last words may still be on their way", async () => {
    const { lease, inStore } = await kept();
    lease.owe(heldByBen().holder);
    await lease.release();
    expect(await inStore.read()).toMatchObject({ state: "released", unheard: { who: "ben@desk" } });
  });

  test("leaves alone what somebody else has taken", async () => {
    const { lease, inStore } = await kept();
    const theirs = heldByBen({ epoch: 4, holder: { ...heldByBen().holder, id: "ana-1" } });
    await inStore.write(theirs);
    await lease.release();
    expect(await inStore.read()).toEqual(theirs);
  });
});

describe("a drill", () => {
  test("ends within one renewal of being pre-empted, and says by what", async () => {
    const { passed, lease, plain, lossOf } = await kept({ kind: "drill" });
    await passed(12);
    expect(await preEmptDrill(plain, "run r2 of ana@laptop")).toMatchObject({ holder: { who: "ben@desk" } });
    await passed(12 + pace.renewSeconds);
    expect(lease.isInForce()).toBe(false);
    expect(lossOf()).toMatchObject({ lost: "to another", error: { code: "LEASE_PRE_EMPTED", advice: { what: "drill r1 was ended by run r2 of ana@laptop" } } });
  });

  test("that renews in the very moment is pre-empted all the same", async () => {
    const { plain, inStore } = await kept({ kind: "drill" });
    let raced = false;
    const racing: LeaseObject = { ...plain, look: async () => { const seen = await plain.look(); if (!raced) await inStore.write(heldByBen({ kind: "drill", renewals: 9 })); raced = true; return seen; } };
    await preEmptDrill(racing, "run r2");
    expect(await inStore.read()).toMatchObject({ state: "pre-empted", renewals: 9, because: "run r2" });
  });

  test.each(["released", "pre-empted"] as const)("that is %s already is left alone", async (state) => {
    const { plain, inStore } = await kept({ kind: "drill" });
    await inStore.write(heldByBen({ kind: "drill", state }));
    expect(await preEmptDrill(plain, "run r2")).toBeUndefined();
    expect(await inStore.read()).toMatchObject({ state, because: null });
  });
});
