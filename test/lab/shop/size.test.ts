import { expect, test } from "vitest";
import { aGigabyteOfEverything } from "../../../lab/shop/everything.ts";
import { seeded } from "../../../lab/shop/seeded.ts";
import { everythingOf, historyOf, partsOf, sizeIn } from "../../../lab/shop/size.ts";

test.each([["1g", 1e9], ["250m", 250e6], ["1.5G", 1.5e9]])("%s is %i bytes", (text, bytes) => {
  expect(sizeIn(text)).toBe(bytes);
});

test.each(["", "1", "1k", "g", "-1g", "1m", "3g", "1 g", "1gb", "Infinityg"])("'%s' is refused, with an example", (text) => {
  expect(() => sizeIn(text)).toThrow(`'${text}' is not a size`);
  expect(() => sizeIn(text)).toThrow("--size 1g");
});

test("a gigabyte is what the benchmarks fill without being asked, and a fifth is what the lab's shop has", () => {
  expect(everythingOf(1e9)).toEqual(aGigabyteOfEverything);
  expect(partsOf(1e9)).toBe(100);
  expect(historyOf(200e6)).toEqual(seeded);
});

test("the least size still has one of each", () => {
  const least = sizeIn("10m");
  expect(Math.min(...Object.values(everythingOf(least)), partsOf(least), historyOf(least).orders)).toBeGreaterThanOrEqual(1);
});
