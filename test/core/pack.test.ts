import fc from "fast-check";
import { expect, test } from "vitest";
import { isPack, packed, SMALL_BYTES } from "../../scripts/core/pack.ts";

const small = (count: number) => Array.from({ length: count }, (_, n) => ({ path: `blob_${n}.dat.zst`, bytes: 30_000 }));

test("a few small files travel by themselves", () => {
  expect(packed(small(20))).toEqual({ packs: [], alone: small(20).map(({ path }) => path) });
});

test("many small ones travel together, and no large one with them", () => {
  const { packs, alone } = packed([{ path: "3001.dat.zst", bytes: SMALL_BYTES }, ...small(400)]);
  expect(alone).toEqual(["3001.dat.zst"]);
  expect(packs).toEqual([{ path: "pack-0.tar", files: small(400).map(({ path }) => path) }]);
});

test("what a dump says of itself travels by itself: a restore begins with it", () => {
  expect(packed([{ path: "toc.dat", bytes: 900 }, ...small(30)]).alone).toEqual(["toc.dat"]);
});

test("every file travels once, whatever there is", () => {
  const files = fc.uniqueArray(fc.record({ path: fc.stringMatching(/^[a-z0-9_.]{1,12}$/), bytes: fc.integer({ min: 0, max: 4 * SMALL_BYTES }) }), { selector: ({ path }) => path, maxLength: 300 });
  fc.assert(
    fc.property(files, (all) => {
      const { packs, alone } = packed(all);
      expect([...packs.flatMap((pack) => pack.files), ...alone].sort()).toEqual(all.map(({ path }) => path).sort());
      expect(packs.every(({ path, files: inside }) => isPack(path) && inside.length > 0)).toBe(true);
      expect(new Set(packs.map(({ path }) => path)).size).toBe(packs.length);
    }),
  );
});

test.each(["toc.dat", "3001.dat.zst", "blob_16400.dat.zst", "blobs_3500.toc", "blobs.toc", "pack-1.tar.zst"])("%s is no pack", (path) => {
  expect(isPack(path)).toBe(false);
});
