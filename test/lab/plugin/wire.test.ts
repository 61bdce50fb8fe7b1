import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concealAs, holdsSecret, reveal, revealAll, sameValue, secret, type Value } from "../../../lab/plugin/wire.ts";

const value = fc.jsonValue({ maxDepth: 3 }).map((json) => json as Value);

describe("secrets on the wire", () => {
  it("are found and opened wherever they are", () => {
    const nested = { list: [{ password: secret("s3") }], plain: 1 };
    expect(holdsSecret(nested)).toBe(true);
    expect(reveal(nested)).toEqual({ list: [{ password: "s3" }], plain: 1 });
  });

  it("open to what was hidden, whatever it was", () => {
    fc.assert(fc.property(value, (hidden) => void expect(reveal(secret(hidden))).toEqual(reveal(hidden))));
  });

  it("never come back in the open under the name they were handed over with", () => {
    fc.assert(
      fc.property(value, value, (handedOver, givenBack) => {
        const back = concealAs({ password: secret(handedOver) }, { password: givenBack, port: 1 });
        expect(holdsSecret(back["password"] ?? null)).toBe(true);
        expect(revealAll(back)["password"]).toEqual(reveal(givenBack));
        expect(back["port"]).toBe(1);
      }),
    );
  });
});

describe("two values", () => {
  it("are the same whatever the order of their keys", () => {
    expect(sameValue({ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 })).toBe(true);
  });

  it.each<[Value, Value]>([
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      [1, 2],
      [2, 1],
    ],
    [{}, []],
    [null, {}],
    ["1", 1],
  ])("%j and %j differ", (left, right) => {
    expect(sameValue(left, right)).toBe(false);
    expect(sameValue(right, left)).toBe(false);
  });
});
