import { expect, test } from "vitest";
import { loadedFirst } from "../../scripts/core/early-load.ts";

const rows = (id: number, plainBytes: number) => ({ path: `${id}.dat.zst`, plainBytes });
const contents = { path: "toc.dat", plainBytes: 10 };
const pack = { path: "pack-0.tar", plainBytes: 5000, packed: "tar" as const };

test("the contents are fetched first, and whatever is large for the workers there are", () => {
  const objects = [rows(1, 700), rows(2, 200), rows(3, 100), contents, pack];
  expect(loadedFirst(objects, 1).map(({ path }) => path)).toEqual(["1.dat.zst", "toc.dat"]);
  expect(loadedFirst(objects, 8).map(({ path }) => path)).toEqual(["1.dat.zst", "2.dat.zst", "3.dat.zst", "toc.dat"]);
});
