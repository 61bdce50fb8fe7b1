import fc from "fast-check";
import { expect, test } from "vitest";
import { stateAt, statesAt, stretchesOf } from "../../../scripts/core/declaration/stretches.ts";

const looks = fc.array(fc.record({ at: fc.integer({ min: 0, max: 100 }), held: fc.integer({ min: 1, max: 20 }), state: fc.constantFrom("up", "down") }), { maxLength: 20 });
const moments = fc.array(fc.integer({ min: -5, max: 130 }), { maxLength: 30 });

test("one walk along the stretches says of each moment what asking for it alone says", () => {
  fc.assert(
    fc.property(looks, moments, (seen, asked) => {
      const stretches = stretchesOf(seen.map(({ at, held, state }) => ({ at, until: at + held, state })), 110, ["up", "down"]);
      const ascending = asked.toSorted((a, b) => a - b);
      expect(statesAt(stretches, ascending)).toEqual(ascending.map((at) => stateAt(stretches, at)));
    }),
  );
});
