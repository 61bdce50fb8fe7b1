import fc from "fast-check";
import { expect, test } from "vitest";
import { worthKeeping } from "../../../scripts/core/checkpoint.ts";
import { checkChain, numberIn, type Chain, type Head, type StoredReceipt } from "../../../scripts/core/receipt-chain.ts";
import { receiptName } from "../../../scripts/core/receipts.ts";
import type { ObjectStore } from "../../../scripts/ports.ts";
import { chainReader, type Depth } from "../../../scripts/steps/read-receipts.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { signers } from "../../support/receipt-chains.ts";
import { befall, events, judged } from "../../support/receipt-story.ts";

/** A store that forgets nothing beside the one that is thinned out: what the same receipts would say if none had ever gone. */
async function told(story: Parameters<typeof befall>[1]) {
  const store = memoryStore();
  const ever: StoredReceipt[] = [];
  const objects: ObjectStore = {
    ...store.objects,
    create: async (bucket, name, bytes) => {
      const stored = await store.objects.create(bucket, name, bytes);
      if (stored !== "exists") ever.push({ name, bytes, storedAt: stored.createdAt });
      return stored;
    },
  };
  const archive = await befall({ ...store, objects }, story);
  const read = (pinned?: Head, depth?: Depth): Promise<Chain> => chainReader({ objects: store.objects, pin: { read: async () => pinned, forward: async () => undefined } }, { bucket: "journal", service: "shop", signers })(depth);
  return { store, ever, archive, read, whole: checkChain(ever, { service: "shop", signers, pinned: undefined }) };
}

const headOf = (chain: Chain): Head | undefined => (chain.state === "whole" ? chain.head : undefined);

test("whatever befalls an archive, with receipts thinned out it is judged as it is with all of them", async () => {
  let thinned = 0;
  let begunAtCheckpoint = 0;
  await fc.assert(
    fc.asyncProperty(events, async (story) => {
      const { ever, archive, read, whole, store } = await told(story);
      expect(whole.state).toBe("whole");
      const expected = judged(whole, archive);
      const chain = await read(headOf(whole));
      expect(judged(chain, archive)).toEqual(expected);
      expect(judged(await read(headOf(whole), "all that is left"), archive)).toEqual(expected);
      thinned += Number(store.names().length < ever.length);
      begunAtCheckpoint += Number(chain.kept.length < whole.kept.length);
    }),
    { numRuns: 60 },
  );
  // Otherwise nothing was tried.
  expect(thinned).toBeGreaterThan(2);
  expect(begunAtCheckpoint).toBeGreaterThan(2);
}, 120_000);

test("what is worth keeping of two stretches is the same, one after the other or at once", async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.nat(), async (story, cut) => {
      const { kept } = (await told(story)).whole;
      const place = cut % (kept.length + 1);
      expect(worthKeeping([...worthKeeping(kept.slice(0, place)), ...kept.slice(place)])).toEqual(worthKeeping(kept));
    }),
    { numRuns: 25 },
  );
}, 60_000);

type Tampering = "drop" | "swap" | "replay" | "flip" | "cut the end off";
const tamperings = fc.constantFrom<Tampering[]>("drop", "swap", "replay", "flip", "cut the end off");

/** Does one thing to what lies there, as somebody with every right in the bucket and no key could. False where it would change nothing. */
function tamper(objects: StoredReceipt[], how: Tampering, a: number, b: number, bit: number): boolean {
  const [one, other] = [objects[a % objects.length], objects[b % objects.length]];
  if (one === undefined || other === undefined) return false;
  const put = (name: string, bytes: Uint8Array): void => void objects.splice(objects.findIndex((object) => object.name === name), 1, { name, bytes, storedAt: one.storedAt });
  switch (how) {
    case "drop":
      objects.splice(a % objects.length, 1);
      return true;
    case "cut the end off":
      objects.splice(a % objects.length);
      return true;
    case "swap":
      put(one.name, other.bytes);
      put(other.name, one.bytes);
      return one !== other;
    case "replay":
      put(one.name, other.bytes);
      return one !== other;
    case "flip": {
      const flipped = Buffer.from(one.bytes);
      flipped[b % flipped.length] = (flipped[b % flipped.length] ?? 0) ^ (1 << bit);
      put(one.name, flipped);
      return true;
    }
    default:
      return how satisfies never;
  }
}

/** A store that holds just these. */
function storeOf(objects: readonly StoredReceipt[]): Pick<ObjectStore, "list" | "read"> {
  return {
    list: async () => objects.map(({ name, storedAt }, place) => ({ name, bytes: 1, crc32c: "", createdAt: storedAt, generation: String(place) })),
    read: async (_, name) => objects.find((object) => object.name === name)?.bytes,
  };
}

test("any single tampering shows, thinned out or not; what a reader does not read changes nothing that it concludes", async () => {
  let unread = 0;
  await fc.assert(
    fc.asyncProperty(events, tamperings, fc.nat(), fc.nat(), fc.nat(7), fc.boolean(), async (story, how, a, b, bit, isThinned) => {
      const { ever, archive, store, whole, read } = await told(story);
      const there = isThinned ? ever.filter(({ name }) => store.names().includes(`journal/${name}`)) : [...ever];
      fc.pre(there.length > 1);
      const before = judged(await read(), archive);
      const touched = [there[a % there.length], there[b % there.length]].map((object) => numberIn("shop", object?.name ?? "") ?? 0);
      fc.pre(tamper(there, how, a, b, bit));
      const pin = { read: async () => headOf(whole), forward: async () => undefined };
      const reader = chainReader({ objects: storeOf(there), pin }, { bucket: "journal", service: "shop", signers });
      const chain = await reader();
      if (chain.state === "whole") {
        unread += 1;
        expect(judged(chain, archive)).toEqual(before);
        // Of those that the record says are removed, whether they are or not, nobody asks any more.
        const gone = whole.thinned?.receipt.about.before ?? 0;
        const counts = isThinned || touched.every((seq) => seq >= gone);
        if (counts) expect((await reader("all that is left")).state).toBe("broken");
        // That something is not there shows to every reader.
        if (counts) expect(how).toMatch(/swap|replay|flip/);
      }
    }),
    { numRuns: 100 },
  );
  expect(unread).toBeGreaterThan(1);
}, 120_000);

test("the newest checkpoint removed, or another in its place, shows; what stands before it can still be read", async () => {
  const story = [{ does: "export" }, { does: "look", finds: false }, { does: "checkpoint" }, { does: "export" }, { does: "look", finds: false }, { does: "checkpoint" }, { does: "look", finds: false }] as const;
  const { ever, whole } = await told(story);
  const [older = -1, newer = -1] = whole.checkpoints.map(({ seq }) => seq);
  const pin = { read: async () => headOf(whole), forward: async () => undefined };
  const readOf = (objects: readonly StoredReceipt[]) => chainReader({ objects: storeOf(objects), pin }, { bucket: "journal", service: "shop", signers })();
  expect(await readOf(ever.toSpliced(newer, 1))).toMatchObject({ state: "broken", count: newer, faults: [`receipt ${newer} is missing`] });
  expect(await readOf(ever.with(newer, { name: receiptName("shop", newer), bytes: ever[older]?.bytes ?? Buffer.of(), storedAt: "" }))).toMatchObject({ state: "broken", count: newer, faults: [`receipt ${newer}: it is receipt ${older}, put under another number`, `receipt ${newer + 1} does not follow from the one before it`] });
});
