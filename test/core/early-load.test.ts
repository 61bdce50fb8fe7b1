import { expect, test } from "vitest";
import { filesIn, isNamedAsExpected, loadedFirst } from "../../scripts/core/early-load.ts";

const list = "3446; 0 16407 TABLE DATA public TABLE DATA shop\n3451; 2613 139442 BLOB METADATA - 139442..140446 shop\n3452; 0 0 BLOBS - 139442..140446 shop\n;3453; 0 1 TABLE DATA public left shop\n90; 1259 3 TABLE public BLOBS shop\n";
const rows = (id: number, plainBytes: number) => ({ path: `${id}.dat.zst`, plainBytes });
const contents = { path: "toc.dat", plainBytes: 10 };
const pack = { path: "pack-0.tar", plainBytes: 5000, packed: "tar" as const };

test("the files of rows are told by a list of contents", () => {
  expect([...filesIn(list)]).toEqual(["3446.dat.zst"]);
});

test("a table in a schema named DATA is not taken for its rows", () => {
  expect([...filesIn("214; 1259 16385 TABLE DATA orders shop\n3338; 0 16385 TABLE DATA DATA orders shop\n")]).toEqual(["3338.dat.zst"]);
});

test("a load begins with the contents and with whatever is large for the workers there are", () => {
  const objects = [rows(1, 700), rows(2, 200), rows(3, 100), contents, pack];
  expect(loadedFirst(objects, 1).map(({ path }) => path)).toEqual(["1.dat.zst", "toc.dat"]);
  expect(loadedFirst(objects, 8).map(({ path }) => path)).toEqual(["1.dat.zst", "2.dat.zst", "3.dat.zst", "toc.dat"]);
});

test("a dump whose files have other names than its contents let expect is noticed", () => {
  const files = new Set(["1.dat.zst", "2.dat.zst"]);
  expect(isNamedAsExpected([rows(1, 9), contents, pack], files)).toBe(true);
  expect(isNamedAsExpected([rows(1, 9), { path: "2.dat.gz", plainBytes: 9 }], files)).toBe(false);
});
