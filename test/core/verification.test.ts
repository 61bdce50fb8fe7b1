import { expect, test } from "vitest";
import type { ManifestDatabase } from "../../scripts/core/manifest.ts";
import { behindAsAtSource, differences, type Restored } from "../../scripts/core/verification.ts";
import { faithful, shopDatabase } from "../support/backups.ts";

const sequence = (lastValue: string | null, increment = "1") => [{ schema: "public", name: "order_number", lastValue, increment }];

test("a faithful restore differs in nothing", () => {
  expect(differences(shopDatabase, faithful)).toEqual([]);
});

test.each<[string, Partial<Restored>, string]>([
  ["one lost row", { tables: [{ schema: "public", name: "customers", rows: 40 }, { schema: "public", name: "orders", rows: 264 }] }, "table public.orders has 264 rows; the backup has 265"],
  ["a lost table", { tables: [{ schema: "public", name: "customers", rows: 40 }] }, "table public.orders is missing (265 rows in the backup)"],
  ["a table too many", { tables: [...shopDatabase.tables, { schema: "x", name: "y", rows: 0 }] }, "table x.y is not in the backup"],
  ["a sequence that fell back", { sequences: sequence("264") }, "sequence public.order_number stands at 264; the backup has 265"],
  ["a sequence that was reset", { sequences: sequence(null) }, "sequence public.order_number was never used; the backup has 265"],
  ["a lost sequence", { sequences: [] }, "sequence public.order_number is missing"],
  ["a column past its sequence", { sequencesBehind: [{ schema: "public", sequence: "s", table: "orders", column: "number" }] }, "sequence public.s is behind orders.number: the next insert would collide"],
  ["a constraint that does not hold", { notValid: [{ schema: "public", table: "orders", name: "fk" }] }, "constraint fk of public.orders is not valid"],
  ["a lost extension", { extensions: [] }, "extension plpgsql is missing"],
  ["a lost large object", { largeObjects: 0 }, "0 large objects; the backup has 1"],
  ["a lost index", { catalogue: { indexes: 2, constraints: 4 } }, "2 indexes; the backup has 3"],
  ["a class nobody counted", { catalogue: { indexes: 3 } }, "0 constraints; the backup has 4"],
])("%s is found and named", (_, change, said) => {
  expect(differences(shopDatabase, { ...faithful, ...change })).toEqual([said]);
});

test.each<[string, Partial<ManifestDatabase>, Partial<Restored>]>([
  ["a sequence that went on between the count and the dump", {}, { sequences: sequence("270") }],
  ["a falling sequence that went on", { sequences: sequence("-5", "-1") }, { sequences: sequence("-6", "-1") }],
  ["a sequence that nobody had used", { sequences: sequence(null) }, { sequences: sequence(null) }],
  ["a constraint that was not valid at the source either", { notValid: [{ schema: "s", table: "t", name: "c" }] }, { notValid: [{ schema: "s", table: "t", name: "c" }] }],
  ["a number past what a double can hold", { sequences: sequence("9007199254740993") }, { sequences: sequence("9007199254740993") }],
])("%s is no difference", (_, source, restored) => {
  expect(differences({ ...shopDatabase, ...source }, { ...faithful, ...restored })).toEqual([]);
});

const jobs = (rows: number) => ({ extensionTables: [{ extension: "plpgsql", schema: "cron", name: "job", rows }] });

test("rows that a company has in an extension's table count like any other, but an extension that is at work may have more", () => {
  const had = { ...shopDatabase, ...jobs(3) };
  expect(differences(had, { ...faithful, ...jobs(2) })).toEqual(["table cron.job of the extension plpgsql has 2 rows; the backup has 3"]);
  expect(differences(had, faithful)).toEqual(["table cron.job of the extension plpgsql has 0 rows; the backup has 3"]);
  expect(differences(had, { ...faithful, ...jobs(4) })).toEqual([]);
  expect(differences(shopDatabase, { ...faithful, ...jobs(4) })).toEqual([]);
  expect(differences(had, { ...faithful, extensions: [] })).toEqual(["extension plpgsql is missing"]);
});

test("an extension that only Amazon's servers have is missed nowhere, nor its rows", () => {
  const extensions = [...shopDatabase.extensions, { name: "aws_s3", version: "1.2", schema: "aws_s3" }];
  expect(differences({ ...shopDatabase, extensions, extensionTables: [{ extension: "aws_s3", schema: "aws_s3", name: "t", rows: 1 }] }, faithful)).toEqual([]);
});

test("a falling sequence that went back is found", () => {
  expect(differences({ ...shopDatabase, sequences: sequence("-5", "-1") }, { ...faithful, sequences: sequence("-4", "-1") })).toHaveLength(1);
});

test("a sequence that is restored as it was, and was behind its column at the source already, is no difference; it is told", () => {
  const behind = [{ schema: "public", sequence: "order_number", table: "orders", column: "number" }];
  const as = { ...faithful, sequencesBehind: behind };
  expect(differences(shopDatabase, as)).toEqual([]);
  expect(behindAsAtSource(shopDatabase, as)).toEqual(behind);
});

test("one that fell back and is behind its column is both", () => {
  const behind = [{ schema: "public", sequence: "order_number", table: "orders", column: "number" }];
  const fell = { ...faithful, sequences: sequence("200"), sequencesBehind: behind };
  expect(differences(shopDatabase, fell)).toEqual(["sequence public.order_number stands at 200; the backup has 265", "sequence public.order_number is behind orders.number: the next insert would collide"]);
  expect(behindAsAtSource(shopDatabase, fell)).toEqual([]);
});
