import fc from "fast-check";
import { expect, test } from "vitest";
import { fullPacks, isPack, packed, SMALL_BYTES } from "../../scripts/core/pack.ts";

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

test("what comes little by little is packed as soon as a pack is full; every file travels once, and no two packs have one name", () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 0, max: SMALL_BYTES - 1 }), { maxLength: 80 }), { maxLength: 6 });
  fc.assert(
    fc.property(sizes, (lists) => {
      let waiting: readonly { path: string; bytes: number }[] = [];
      const made: string[] = [];
      const inside: string[] = [];
      const all = lists.map((list, l) => list.map((bytes, n) => ({ path: `blob_${l}${n}.dat.zst`, bytes })));
      for (const files of all) {
        const full = fullPacks([...waiting, ...files], made.length);
        waiting = full.waiting;
        made.push(...full.packs.map(({ path }) => path));
        inside.push(...full.packs.flatMap((pack) => pack.files));
      }
      const { packs, alone } = packed(waiting, made.length);
      expect([...inside, ...packs.flatMap((pack) => pack.files), ...alone].sort()).toEqual(all.flat().map(({ path }) => path).sort());
      expect([...made, ...packs.map(({ path }) => path)]).toEqual([...made, ...packs].map((_, n) => `pack-${n}.tar`));
    }),
  );
});

test.each(["toc.dat", "3001.dat.zst", "blob_16400.dat.zst", "blobs_3500.toc", "blobs.toc", "pack-1.tar.zst"])("%s is no pack", (path) => {
  expect(isPack(path)).toBe(false);
});
