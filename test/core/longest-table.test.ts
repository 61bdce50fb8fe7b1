import { expect, test } from "vitest";
import { longestTable } from "../../scripts/core/longest-table.ts";

const rows = "10; 1259 2 TABLE public payments shop\n11; 0 2 TABLE DATA public payments shop\n12; 0 3 TABLE DATA public documents shop\n13; 0 4 TABLE DATA public Old Things shop\n";
const objects = [{ path: "11.dat.zst", plainBytes: 70e6 }, { path: "12.dat.zst", plainBytes: 60e6 }, { path: "13.dat.zst", plainBytes: 90e6 }, { path: "pack-0.tar", plainBytes: 900e6 }];
const index = (table: string, how: string): string => `CREATE INDEX an_index ON ${table} USING ${how} (words);\n`;

test("the longest table is the one with the largest file", () => {
  expect(longestTable({ rows, postDataSql: index("public.documents", "btree"), objects })).toEqual({ schema: "public", name: "payments" });
});

test("an index that is slow to build counts as much as the rows", () => {
  expect(longestTable({ rows, postDataSql: index("public.documents", "gin"), objects })).toEqual({ schema: "public", name: "documents" });
  expect(longestTable({ rows, postDataSql: index('public."documents"', "gist"), objects })).toEqual({ schema: "public", name: "documents" });
  expect(longestTable({ rows, postDataSql: index("other.documents", "gin"), objects })).toEqual({ schema: "public", name: "payments" });
});

test("where nothing is large, or no file has its table's name, there is none", () => {
  expect(longestTable({ rows, postDataSql: "", objects: [{ path: "11.dat.zst", plainBytes: 1e6 }] })).toBeUndefined();
  expect(longestTable({ rows, postDataSql: "", objects: [{ path: "11.dat.gz", plainBytes: 70e6 }] })).toBeUndefined();
  expect(longestTable({ rows: "", postDataSql: "", objects })).toBeUndefined();
});
