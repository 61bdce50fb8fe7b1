import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { objectStore, patient } from "../../../scripts/adapters/object-store.ts";
import { FailoverError } from "../../../scripts/core/errors.ts";
import { receiptName } from "../../../scripts/core/receipts.ts";
import { projectReceipts, receiptKey, receiptsOf, type Receipts } from "../../../scripts/pipeline/receipts/receipts.ts";
import { pinOf } from "../../../scripts/steps/read-receipts.ts";
import { keyPair } from "../../support/backups.ts";
import { bucketServer, type Trouble } from "../../support/bucket-server.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { keyOf, memoryPin, sight, signers } from "../../support/receipt-chains.ts";
import { settingsText } from "../../support/settings.ts";
import { memoryFiles } from "../../support/step-world.ts";
import { readSettings } from "../../../scripts/core/settings.ts";

const place = { bucket: "journal", service: "shop", signers };
const clock = { now: () => new Date("2026-11-23T08:08:00Z") };

let store: ReturnType<typeof memoryStore>;
beforeEach(() => void (store = memoryStore()));
const receipts = (pin = memoryPin()): Receipts => receiptsOf({ objects: store.objects, clock, pin }, place);
const whole = { state: "whole" } as const;

test("each receipt names the one before it, and the pin follows", async () => {
  const pin = memoryPin();
  const chain = receipts(pin);
  for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
  const read = await chain.read();
  expect(read).toMatchObject(whole);
  expect(read.kept.map(({ receipt }) => receipt.about)).toEqual([0, 1, 2].map(sight));
  expect(pin.head?.seq).toBe(2);
  expect(store.names()).toEqual([0, 1, 2].map((seq) => `journal/${receiptName("shop", seq)}`));
});

test("any number of writers at the same time make one chain that has every word once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 3 }), async (writers, words) => {
      store = memoryStore();
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          const own = receipts();
          for (let word = 0; word < words; word += 1) await own.append(keyOf("warden"), () => sight(writer * 10 + word));
        }),
      );
      const read = await receipts().read();
      expect(read).toMatchObject(whole);
      expect(new Set(read.kept.map(({ receipt }) => JSON.stringify(receipt.about))).size).toBe(writers * words);
    }),
    { numRuns: 20 },
  );
});

test("what a rival has said meanwhile is not said twice", async () => {
  const once = (own: Receipts) => own.append(keyOf("warden"), (kept) => (kept.length === 0 ? sight(0) : undefined));
  await Promise.all([once(receipts()), once(receipts()), once(receipts())]);
  expect(await once(receipts())).toBeUndefined();
  expect(store.names()).toHaveLength(1);
});

describe("against a real server", () => {
  const pace = { ...patient, firstPauseSeconds: 0.001 };
  async function withServer(troubles: Trouble[], use: (chain: Receipts, server: Awaited<ReturnType<typeof bucketServer>>) => Promise<void>) {
    const server = await bucketServer(troubles);
    try {
      await use(receiptsOf({ objects: objectStore({ endpoint: server.origin, project: "p", token: undefined }, pace), clock, pin: memoryPin() }, place), server);
    } finally {
      await server.close();
    }
  }

  test("an answer that got lost is no second receipt", async () => {
    const troubles: Trouble[] = [];
    await withServer(troubles, async (chain, server) => {
      await chain.read();
      const kept = await chain.append(keyOf("warden"), () => {
        troubles.push("lose the answer");
        return sight(0);
      });
      expect(kept?.receipt.about).toEqual(sight(0));
      expect(server.objects.size).toBe(1);
    });
  });

  test("a store that is busy with a rival's write to the same name is asked again", async () => {
    const troubles: Trouble[] = [];
    await withServer(troubles, async (chain, server) => {
      await chain.append(keyOf("warden"), () => {
        troubles.push("409");
        return sight(0);
      });
      expect(server.objects.size).toBe(1);
    });
  });

  test("a long chain comes in pages, and each object is fetched once", async () => {
    await withServer([], async (chain, server) => {
      for (const n of [0, 1, 2, 3, 4]) await chain.append(keyOf("warden"), () => sight(n));
      expect(await chain.read()).toMatchObject(whole);
      const fetches = server.asked.filter(({ line }) => line.startsWith("GET") && line.includes("/o/"));
      expect(fetches).toHaveLength(5);
    });
  });
});

test("a broken chain is not gone on from", async () => {
  const chain = receipts();
  for (const n of [0, 1, 2]) await chain.append(keyOf("warden"), () => sight(n));
  store.remove("journal", receiptName("shop", 1));
  await expect(chain.append(keyOf("warden"), () => sight(3))).rejects.toMatchObject({ code: "RECEIPTS_BROKEN", message: expect.stringContaining("receipt 1 is missing") as string });
});

test("an object that changes after it was read is read again", async () => {
  const chain = receipts();
  await chain.append(keyOf("warden"), () => sight(0));
  expect(await chain.read()).toMatchObject(whole);
  store.tamper("journal", receiptName("shop", 0), (body) => Buffer.concat([body, Buffer.from(" ")]), { noticed: true });
  expect((await chain.read()).state).toBe("broken");
});

test("a key that others would not believe writes nothing", async () => {
  const stranger = { ...keyOf("warden"), pem: keyPair().signingKey };
  await expect(receipts().append(stranger, () => sight(0))).rejects.toMatchObject({ code: "RECEIPT_REFUSED" });
  expect(store.names()).toEqual([]);
});

test("whoever never gets a number says so", async () => {
  const objects = { ...store.objects, create: async () => "exists" as const, read: async () => Buffer.from("a rival's") };
  await expect(receiptsOf({ objects, clock, pin: memoryPin() }, place).append(keyOf("warden"), () => sight(0))).rejects.toMatchObject({ code: "RECEIPTS_BUSY" });
});

describe("a project's receipts", () => {
  const written = readSettings(`${settingsText}warden: { signingKey: $WARDEN_KEY, signer: keys/warden.pub }\n`, "failover.yaml");
  const project = { directory: "/p", written, secrets: [] };

  test("are read with the keys it names, and pinned in it", async () => {
    const files = memoryFiles();
    await files.write("/p/keys/warden.pub", signers.warden?.pem ?? "");
    await files.write("/p/keys/private/warden.pem", keyOf("warden").pem);
    const chain = await projectReceipts(project, { files, clock, objects: store.objects });
    const key = await receiptKey("warden", "keys/private/warden.pem", project, files);
    await chain.append(key, () => sight(0));
    const [only] = (await chain.read()).kept;
    expect(await files.read("/p/.failover/receipts-head.json")).toBe(`${JSON.stringify({ seq: 0, sha256: only?.sha256 })}\n`);
    expect(chain.where).toBe("gs://shop-journal/shop/receipts/");
  });

  test("are not read without one of those keys", async () => {
    await expect(projectReceipts(project, { files: memoryFiles(), clock, objects: store.objects })).rejects.toMatchObject({ code: "FILE_MISSING" });
    await expect(receiptKey("warden", "keys/private/warden.pem", project, memoryFiles())).rejects.toMatchObject({ code: "FILE_MISSING" });
  });
});

test("the pin moves forward and never back", async () => {
  const files = memoryFiles();
  const pin = pinOf("/p", files);
  await pin.forward({ seq: 4, sha256: "a".repeat(64) });
  await pin.forward({ seq: 3, sha256: "b".repeat(64) });
  expect(await pin.read()).toEqual({ seq: 4, sha256: "a".repeat(64) });
});

test("receipts are read where the disk takes no newer pin; whoever adds one is told", async () => {
  await receipts().append(keyOf("warden"), () => sight(0));
  const full = { read: async () => undefined, forward: async () => Promise.reject(new FailoverError("FILE_UNUSABLE", { path: "receipts-head.json", reason: "its disk is full" })) };
  const chain = receiptsOf({ objects: store.objects, clock, pin: full }, place);
  expect(await chain.read()).toMatchObject({ ...whole, count: 1 });
  await expect(chain.append(keyOf("warden"), () => sight(1))).rejects.toMatchObject({ code: "FILE_UNUSABLE" });
  const broken = receiptsOf({ objects: store.objects, clock, pin: { ...full, forward: async () => Promise.reject(new TypeError("a bug")) } }, place);
  await expect(broken.read()).rejects.toThrow("a bug");
});
