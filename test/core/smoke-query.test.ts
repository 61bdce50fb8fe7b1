import { expect, test } from "vitest";
import { asSubquery, smokeProblem } from "../../scripts/core/smoke-query.ts";

test.each<[string, unknown]>([
  ["true", true],
  ["a count above zero", 265],
  ["a fraction", 0.5],
])("%s in one row and one column passes", (_, value) => {
  expect(smokeProblem([{ sound: value }])).toBeUndefined();
});

test.each<[string, readonly unknown[], string]>([
  ["no row", [], "the smoke query found no row"],
  ["two rows", [{ n: 1 }, { n: 2 }], "the smoke query found 2 rows; it must find one"],
  ["two columns", [{ n: 1, m: 1 }], "the smoke query found 2 columns; it must find one"],
  ["no column", [{}], "the smoke query found 0 columns; it must find one"],
  ["false", [{ sound: false }], "the smoke query says that sound is false; it must be true, or a number above 0"],
  ["nothing known", [{ sound: null }], "the smoke query says that sound is null; it must be true, or a number above 0"],
  ["none", [{ count: 0 }], "the smoke query says that count is 0; it must be true, or a number above 0"],
  ["a customer's name", [{ name: "Ada" }], "the smoke query says that name is a string; it must be true, or a number above 0"],
])("%s does not", (_, rows, said) => {
  expect(smokeProblem(rows)).toBe(said);
});

test("a query may end as people end them", () => {
  expect(asSubquery(" SELECT true ;\n; ")).toBe("SELECT true");
});
