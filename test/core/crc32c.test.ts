import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32c, crc32cOf } from "../../scripts/core/crc32c.ts";

// https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 and the usual check value.
test.each([
  ["nine digits", Buffer.from("123456789"), "e3069283"],
  ["32 zeros", Buffer.alloc(32), "8a9136aa"],
  ["32 times 0xff", Buffer.alloc(32, 0xff), "62a8ab43"],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, n) => n)), "46dd794e"],
  ["nothing", Buffer.alloc(0), "00000000"],
])("the checksum of %s is the published one", (_, bytes, expected) => {
  expect(Buffer.from(crc32cOf(bytes), "base64").toString("hex")).toBe(expected);
});

test("the chunks in which bytes arrive make no difference", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
      const sum = crc32c();
      chunks.forEach((chunk) => sum.update(chunk));
      expect(sum.base64()).toBe(crc32cOf(Buffer.concat(chunks)));
    }),
  );
});

test("two that grow side by side know nothing of one another", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 40 })), { maxLength: 12 }), (turns) => {
      const [one, other] = [crc32c(), crc32c()];
      turns.forEach(([isOne, chunk]) => (isOne ? one : other).update(chunk));
      const of = (which: boolean) => crc32cOf(Buffer.concat(turns.filter(([isOne]) => isOne === which).map(([, chunk]) => chunk)));
      expect([one.base64(), other.base64()]).toEqual([of(true), of(false)]);
    }),
  );
});

test("any flipped bit changes it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (bytes, at) => {
      const flipped = Uint8Array.from(bytes);
      const index = (at >> 3) % bytes.length;
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (at & 7));
      expect(crc32cOf(flipped)).not.toBe(crc32cOf(bytes));
    }),
  );
});
