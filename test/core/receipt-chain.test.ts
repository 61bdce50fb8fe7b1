import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../scripts/core/canonical-json.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import { checkChain, type Head, type StoredReceipt } from "../../scripts/core/receipt-chain.ts";
import { receiptName, sealReceipt, type About, type Receipt, type ReceiptKey } from "../../scripts/core/receipts.ts";
import { signManifest } from "../../scripts/core/signature.ts";
import { keyPair } from "../support/backups.ts";
import { chainOf, keyOf, sight, signers } from "../support/receipt-chains.ts";

const LONGEST = 6;
const whole = chainOf(LONGEST);
const headOf = (objects: readonly StoredReceipt[]): Head => ({ seq: objects.length - 1, sha256: sha256Of(objects.at(-1)?.bytes ?? Buffer.of()) });
const check = (objects: readonly StoredReceipt[], pinned?: Head) => checkChain(objects, { service: "shop", signers, pinned });
const faultsOf = (objects: readonly StoredReceipt[], pinned?: Head): readonly string[] => {
  const chain = check(objects, pinned);
  return chain.state === "broken" ? chain.faults : [];
};
const lengths = fc.integer({ min: 2, max: LONGEST });

describe("a chain that nobody touched", () => {
  test("is whole in any order of the listing, with or without a pin", () => {
    fc.assert(
      fc.property(lengths.chain((length) => fc.tuple(fc.shuffledSubarray([...whole.slice(0, length)], { minLength: length }), fc.integer({ min: 0, max: length - 1 }))), ([objects, pin]) => {
        expect(check(objects, headOf(whole.slice(0, pin + 1)))).toMatchObject({ state: "whole", head: headOf(whole.slice(0, objects.length)) });
        expect(check(objects)).toMatchObject({ state: "whole" });
      }),
    );
  });

  test("may be empty", () => {
    expect(check([])).toMatchObject({ state: "whole", kept: [], count: 0, head: undefined });
  });
});

/** Each thing somebody with rights in the bucket could do to a chain. */
type Attack = { readonly name: string; readonly on: (objects: readonly StoredReceipt[], a: number, b: number) => readonly StoredReceipt[]; readonly needsPin: (length: number, a: number) => boolean };
const bytesAt = (objects: readonly StoredReceipt[], n: number): Uint8Array => objects[n]?.bytes ?? Buffer.of();
const never = () => false;
const attacks: readonly Attack[] = [
  { name: "one removed", on: (objects, a) => objects.toSpliced(a, 1), needsPin: (length, a) => a === length - 1 },
  { name: "the newest removed, and all after it", on: (objects, a) => objects.slice(0, a), needsPin: () => true },
  { name: "two swapped", on: (objects, a, b) => objects.map((one, n) => ({ ...one, bytes: bytesAt(objects, n === a ? b : n === b ? a : n) })), needsPin: never },
  { name: "an old one put in another's place", on: (objects, a, b) => objects.map((one, n) => ({ ...one, bytes: bytesAt(objects, n === b ? a : n) })), needsPin: never },
  { name: "an old one repeated at the end", on: (objects, a) => [...objects, { ...whole[0], name: receiptName("shop", objects.length), bytes: bytesAt(objects, a), storedAt: "" }], needsPin: never },
];

describe.each(attacks)("$name", ({ on, needsPin }) => {
  test("shows", () => {
    const places = lengths.chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 0, max: length - 1 })));
    fc.assert(
      fc.property(places, ([length, a, b]) => {
        fc.pre(a !== b);
        const objects = whole.slice(0, length);
        const after = on(objects, a, b);
        expect(faultsOf(after, headOf(objects))).not.toEqual([]);
        // Without a pin nothing says that there was ever more.
        expect(faultsOf(after).length > 0).toBe(!needsPin(length, a));
      }),
    );
  });
});

test("one changed bit shows, in any receipt, the newest too, without a pin", () => {
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 7 }), (length, which, where, bit) => {
      const n = which % length;
      const bytes = Buffer.from(bytesAt(whole, n));
      bytes[where % bytes.length] = (bytes[where % bytes.length] ?? 0) ^ (1 << bit);
      expect(faultsOf(whole.slice(0, length).with(n, { name: receiptName("shop", n), bytes, storedAt: "" }))).not.toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("a chain written anew from some place on shows by the pin alone, and says which receipt it was", () => {
  const other = chainOf(1, "shop").map((object) => ({ ...object, bytes: sealReceipt({ ...body(0, null), at: "2026-11-24T00:00:00.000Z" }, keyOf("warden")) }));
  expect(faultsOf(other)).toEqual([]);
  expect(faultsOf(other, headOf(whole.slice(0, 1)))).toEqual(["receipt 0 is not the one that this machine has seen"]);
});

const body = (seq: number, previous: string | null, about: About = sight(seq)): Omit<Receipt, "by" | "schema"> => ({ service: "shop", seq, previous, at: "2026-11-23T08:08:00.000Z", about });
const one = (bytes: Uint8Array, name = receiptName("shop", 0)): StoredReceipt => ({ name, bytes, storedAt: "" });
const sealedBy = (key: ReceiptKey, about: About) => [one(sealReceipt(body(0, null, about), key))];
const removed: About = { kind: "removed", backup: "b", manifestSha256: "a".repeat(64), rule: "hourly" };
const { signingKey } = keyPair();

test.each<[string, readonly StoredReceipt[], Head | undefined, readonly string[]]>([
  ["gaps", [whole[0], whole[2], whole[5]].flatMap((object) => object ?? []), undefined, ["receipt 1 is missing", "receipts 3 to 4 are missing"]],
  ["the newest", whole.slice(0, 2), headOf(whole), ["the newest receipt is 1; this machine has seen receipt 5"]],
  ["all", [], headOf(whole), ["the newest receipt is none; this machine has seen receipt 5"]],
  ["a link", [...whole.slice(0, 1), one(sealReceipt(body(1, "b".repeat(64)), keyOf("warden")), receiptName("shop", 1))], undefined, ["receipt 1 does not follow from the one before it"]],
  ["a stranger", [...whole, one(Buffer.of(), "shop/receipts/notes.txt")], undefined, ["shop/receipts/notes.txt lies among the receipts and is none"]],
  ["another form of a number", [one(bytesAt(whole, 0), "shop/receipts/000000000.json")], undefined, ["shop/receipts/000000000.json lies among the receipts and is none"]],
  ["no JSON", [one(Buffer.from("{"))], undefined, ["receipt 0: it is no receipt"]],
  ["another's key", sealedBy({ ...keyOf("warden"), pem: signingKey }, sight(0)), undefined, ["receipt 0: its signature is not the warden's"]],
  ["a signer nobody named", sealedBy({ ...keyOf("warden"), name: "operator" }, { ...removed }), undefined, ["receipt 0: it is signed by the operator, whose key this project does not name"]],
  ["a pruner that vouches", sealedBy(keyOf("pruner"), sight(0)), undefined, ["receipt 0: the pruner may not say that a backup was seen"]],
  ["a warden that removes", sealedBy(keyOf("warden"), removed), undefined, ["receipt 0: the warden may not say that a backup was removed"]],
  ["a pruner that sums up", [one(sealReceipt({ ...body(0, null), about: { kind: "checkpoint", words: [] } }, keyOf("pruner")))], undefined, ["receipt 0: the pruner may not say what all receipts before it said"]],
  ["a warden that thins out", [one(sealReceipt({ ...body(0, null), about: { kind: "thinned", before: 0 } }, keyOf("warden")))], undefined, ["receipt 0: the warden may not say that receipts were removed"]],
  ["another service's", chainOf(1, "billing").map(({ bytes }) => one(bytes)), undefined, ["receipt 0: it is a receipt of billing"]],
  ["another number's", [one(bytesAt(whole, 3))], undefined, ["receipt 0: it is receipt 3, put under another number"]],
])("names each fault: %s", (_, objects, pinned, faults) => {
  expect(faultsOf(objects, pinned)).toEqual(faults);
});

test("what was signed and is no receipt is told from what was forged", () => {
  const bad = sealReceipt({ ...body(0, null), at: "yesterday" }, keyOf("warden"));
  expect(faultsOf([one(bad)])).toEqual(["receipt 0: what it says is no receipt"]);
});

test("what is written otherwise than this kit writes it is refused", () => {
  expect(faultsOf([one(Buffer.from(`${Buffer.from(bytesAt(whole, 0)).toString()}\n`))])).toEqual(["receipt 0: it was written by something else"]);
});

test("whoever signs in another's name is found out", () => {
  const text = canonicalJson({ ...body(0, null), schema: "failover-kit/receipt/1", by: "warden" });
  const { name, path, pem } = keyOf("pruner");
  const forged = Buffer.from(JSON.stringify({ receipt: text, signature: signManifest(Buffer.from(text), pem, path), signer: name }));
  expect(faultsOf([one(forged)])).toEqual(["receipt 0: it says it is the warden's, and the pruner signed it"]);
});

test("of a broken chain, what stands before the first fault can still be read", () => {
  expect(check(whole.toSpliced(3, 1)).kept.map(({ receipt }) => receipt.seq)).toEqual([0, 1, 2]);
});
