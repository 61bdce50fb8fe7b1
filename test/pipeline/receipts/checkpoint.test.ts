import { beforeEach, describe, expect, test } from "vitest";
import { wordsFor } from "../../../scripts/core/checkpoint.ts";
import { sha256Of } from "../../../scripts/core/manifest.ts";
import { receiptName, sealReceipt, type Word } from "../../../scripts/core/receipts.ts";
import { receiptsOf, type Receipts, type WholeChain } from "../../../scripts/pipeline/receipts/receipts.ts";
import { planThinning, thinReceipts } from "../../../scripts/pipeline/snapshots/thin-receipts.ts";
import { recordCheckpoint } from "../../../scripts/pipeline/verify/record.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { chainReader } from "../../../scripts/steps/read-receipts.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { keyOf, memoryPin, sight, signers } from "../../support/receipt-chains.ts";

const place = { bucket: "journal", service: "shop", signers };
const clock = { now: () => new Date("2026-11-23T08:08:00Z") };
const whole = { state: "whole" } as const;

let store: ReturnType<typeof memoryStore>;
beforeEach(() => void (store = memoryStore()));
const receipts = (pin = memoryPin()): Receipts => receiptsOf({ objects: store.objects, clock, pin }, place);

test("only what came since the newest checkpoint is fetched, and the pin follows", async () => {
  const chain = receipts();
  for (let n = 0; n < 70; n += 1) await chain.append(keyOf("warden"), () => sight(n));
  await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 50);
  for (let n = 70; n < 140; n += 1) await chain.append(keyOf("warden"), () => sight(n));
  const whole = await receipts().read("all that is left");
  const fetched: string[] = [];
  const objects = { ...store.objects, read: (bucket: string, name: string) => (fetched.push(name), store.objects.read(bucket, name)) };
  const pin = memoryPin();
  const part = await chainReader({ objects, pin }, place)();
  expect(part).toMatchObject({ state: "whole", count: 141, kept: whole.kept });
  expect(part.kept).toHaveLength(140);
  // By stretches of 64, from the newest on.
  expect(fetched.toSorted()[0]).toBe(receiptName("shop", 141 - 2 * 64));
  expect(pin.head?.seq).toBe(140);
}, 30_000);

test("a checkpoint is due once so many receipts have come since the last, and not before", async () => {
  const chain = receipts();
  const said: boolean[] = [];
  for (let n = 0; n < 8; n += 1) {
    await chain.append(keyOf("warden"), () => sight(n));
    said.push(await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 3));
  }
  expect(said).toEqual([false, false, false, true, false, false, false, true]);
});

test("a machine that looked last before the checkpoint holds what it saw against what lies there", async () => {
  const chain = receipts();
  for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
  await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 0);
  expect(await receipts(memoryPin({ seq: 1, sha256: "a".repeat(64) })).read()).toMatchObject({ state: "broken", faults: ["receipt 1 is not the one that this machine has seen"] });
});

describe("a checkpoint that cannot be believed", () => {
  const three = async (): Promise<WholeChain> => {
    const chain = receipts();
    for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
    return (await chain.read()) as WholeChain;
  };
  const put = async (words: readonly Word[]) => {
    const { head } = await three();
    await store.objects.create("journal", receiptName("shop", 3), sealReceipt({ service: "shop", seq: 3, previous: head?.sha256 ?? null, at: "2026-11-23T08:08:00.000Z", about: { kind: "checkpoint", words: [...words] } }, keyOf("warden")));
  };
  const honest = async (): Promise<readonly Word[]> => {
    const words = wordsFor((await three()).kept, undefined);
    store = memoryStore();
    return words;
  };

  test("leaves a word out: whoever reads what lay before it finds out, and nothing is added or removed by it", async () => {
    await put((await honest()).slice(1));
    expect((await receipts().read()).state).toBe("whole");
    expect(await receipts().read("all that is left")).toMatchObject({ state: "broken", faults: ["receipt 3: it is a checkpoint that does not say what the receipts before it said"], count: 3 });
  });

  test.each<[string, (words: readonly Word[]) => readonly Word[], string]>([
    ["changes a word of another's", ([one, ...rest]) => (one === undefined ? [] : [{ ...one, by: "verifier" }, ...rest]), "receipt 3: it is a checkpoint that does not say what the receipts before it said"],
    ["turns the order", (words) => words.toReversed(), "receipt 3: it is a checkpoint that does not say what the receipts before it said"],
    ["names its own number", ([one, ...rest]) => (one === undefined ? [] : [...rest, { ...one, seq: 3 }]), "receipt 3: it is a checkpoint that does not say what the receipts before it said"],
  ])("%s: nobody begins from it", async (_, change, fault) => {
    await put(change(await honest()));
    expect(await receipts().read()).toMatchObject({ state: "broken", faults: [fault] });
  });
});

test("what a thinning that was broken off left is removed by the next, and nobody misses the rest", async () => {
  const chain = receipts();
  for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
  await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 0);
  await chain.append(keyOf("warden"), () => sight(3));
  await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 0);
  const thin = async (objects: Pick<ObjectStore, "remove">) => {
    const thinning = await planThinning(store.objects, place, { chain: await chain.read("all that is left"), minimumAgeDays: 0, now: clock.now() });
    return thinReceipts({ objects, receipts: chain, key: keyOf("pruner") }, "journal", thinning, () => undefined);
  };
  let left = 1;
  await expect(thin({ remove: async (...about) => ((left -= 1) < 0 ? Promise.reject(new Error("killed")) : store.objects.remove(...about)) })).rejects.toThrow("killed");
  expect(await chain.read()).toMatchObject(whole);
  expect(await thin(store.objects)).toEqual({ before: 3, removed: 2, kept: 0 });
  expect(await thin(store.objects)).toEqual({ before: 3, removed: 0, kept: 0 });
  expect(await receipts().read("all that is left")).toMatchObject({ state: "whole", count: 7 });
  expect(store.names()).toHaveLength(4);
});

test("what the bucket keeps by its own rule stays, and breaks nothing; what else goes is missed", async () => {
  const chain = receipts();
  for (const n of [0, 1]) await chain.append(keyOf("warden"), () => sight(n));
  for (const n of [2, 3]) {
    await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 0);
    await chain.append(keyOf("warden"), () => sight(n));
  }
  store.lock("journal", receiptName("shop", 0));
  const thinning = await planThinning(store.objects, place, { chain: await chain.read(), minimumAgeDays: 0, now: clock.now() });
  // Read from its newest checkpoint alone, it has no older one to go back to.
  expect(thinning.going).toEqual([]);
  const whole = await planThinning(store.objects, place, { chain: await chain.read("all that is left"), minimumAgeDays: 0, now: clock.now() });
  expect(await thinReceipts({ objects: store.objects, receipts: chain, key: keyOf("pruner") }, "journal", whole, () => undefined)).toEqual({ before: 2, removed: 1, kept: 1 });
  expect((await chain.read()).state).toBe("whole");
  store.remove("journal", receiptName("shop", 2));
  expect(await chain.read()).toMatchObject({ state: "broken", faults: ["receipt 2 is missing"] });
});

test.each([["all that is left", undefined], ["from the newest checkpoint", 0]] as const)("a rotation that removes receipts while somebody reads %s breaks nothing for them", async (depth, pinned) => {
  const chain = receipts();
  for (const n of [0, 1]) await chain.append(keyOf("warden"), () => sight(n));
  const first = (await store.objects.read("journal", receiptName("shop", 0))) ?? new Uint8Array();
  for (const n of [2, 3]) {
    await recordCheckpoint({ receipts: chain, key: keyOf("warden") }, 0);
    await chain.append(keyOf("warden"), () => sight(n));
  }
  let thinned = 0;
  const list: ObjectStore["list"] = async (bucket, prefix) => {
    const listed = await store.objects.list(bucket, prefix);
    if (thinned === 0) {
      const thinning = await planThinning(store.objects, place, { chain: await chain.read("all that is left"), minimumAgeDays: 0, now: clock.now() });
      thinned = (await thinReceipts({ objects: store.objects, receipts: chain, key: keyOf("pruner") }, "journal", thinning, () => undefined)).removed;
    }
    return listed;
  };
  const seen = memoryPin(pinned === undefined ? undefined : { seq: pinned, sha256: sha256Of(first) });
  expect(await chainReader({ objects: { ...store.objects, list }, pin: seen }, place)(depth)).toMatchObject({ state: "whole", count: 7 });
  expect(thinned).toBe(2);
});

test("a receipt that is listed and cannot be read, however often one looks, is missed", async () => {
  const chain = receipts();
  for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
  const objects: Pick<ObjectStore, "list" | "read"> = { ...store.objects, read: async (bucket, name) => (name === receiptName("shop", 1) ? undefined : store.objects.read(bucket, name)) };
  expect(await chainReader({ objects, pin: memoryPin() }, place)()).toMatchObject({ state: "broken", count: 1 });
});
