import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DnsRecord } from "../../../lab/dns/cloudflare/record.ts";
import { readRecords, writeRecords } from "../../../lab/dns/cloudflare/records-file.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "records-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it("records are none before the first is written, and then what was written, with no draft left", () => {
  const file = join(directory, "records.json");
  expect(readRecords(file)).toEqual([]);
  writeRecords(file, [{ id: "1" } as DnsRecord]);
  writeRecords(file, [{ id: "2" } as DnsRecord]);
  expect(readRecords(file)).toEqual([{ id: "2" }]);
  expect(readdirSync(directory)).toEqual(["records.json"]);
});

it("a damaged file is an error, not an empty zone", () => {
  const file = join(directory, "records.json");
  writeFileSync(file, "[{");
  expect(() => readRecords(file)).toThrow(SyntaxError);
});
