import { describe, expect, test } from "vitest";
import { mayResume, readSpoolLog, RESUMABLE_HOURS, spoolLine, type SpoolEntry } from "../../scripts/core/spool-log.ts";
import { manifestOf, shopDatabase } from "../support/backups.ts";

const { createdAt: _, databases: __, objects: ___, ...head } = manifestOf();
const [object] = manifestOf().objects;
if (object === undefined) throw new Error("no object");
const file = { n: 0, database: "shop", path: "toc.dat" };
const hash = { bytes: 4, sha256: "0".repeat(64) };

const begun: SpoolEntry = { type: "begun", id: head.id, key: "k" };
const sealed: SpoolEntry = { type: "sealed", file, plain: hash, sealed: { ...hash, crc32c: "AAAAAA==" } };
const confirmed: SpoolEntry = { type: "confirmed", n: 0, object };
const dumped: SpoolEntry = { type: "dumped", head, databases: [shopDatabase], databaseBytes: 9, files: [file], facts: "{}" };
const described: SpoolEntry = { type: "described", manifest: "{}\n" };
const text = (...entries: readonly SpoolEntry[]) => entries.map(spoolLine).join("");
const soon = new Date(Date.parse(head.snapshotAt) + 60_000);

test("a log says what is dumped, sealed, confirmed and described", () => {
  const spooled = readSpoolLog(text(begun, sealed, confirmed, dumped, described));
  expect(spooled).toMatchObject({ id: head.id, key: "k", manifest: "{}\n", dumped: { files: [file] } });
  expect([...(spooled?.sealed.keys() ?? [])]).toEqual([0]);
  expect([...(spooled?.confirmed.values() ?? [])]).toEqual([object]);
});

test("cut off anywhere, it proves what its whole lines say and nothing more", () => {
  const whole = text(begun, sealed, confirmed, dumped);
  for (let end = 0; end <= whole.length; end += 1) {
    const spooled = readSpoolLog(whole.slice(0, end));
    const lines = whole.slice(0, end).split("\n").length - 1;
    expect([spooled !== undefined, spooled?.sealed.size ?? 0, spooled?.confirmed.size ?? 0, spooled?.dumped !== undefined]).toEqual([lines >= 1, lines >= 2 ? 1 : 0, lines >= 3 ? 1 : 0, lines >= 4]);
  }
});

test.each([
  ["no beginning", text(sealed)],
  ["nothing", ""],
  ["a line in the middle that is no entry", `${text(begun)}{"type":"dumped"}\n${text(confirmed)}`],
])("a log with %s is not relied on", (_, log) => {
  expect(readSpoolLog(log)).toBeUndefined();
});

describe("an export that was cut off", () => {
  test("is finished when its dump was whole", () => {
    expect(mayResume(readSpoolLog(text(begun, dumped)), "k", soon)).toBe(true);
  });

  test.each([
    ["its dump was not whole", text(begun, sealed, confirmed), "k", soon],
    ["another export is wanted", text(begun, dumped), "other", soon],
    ["its dump is old", text(begun, dumped), "k", new Date(Date.parse(head.snapshotAt) + RESUMABLE_HOURS * 3_600_000)],
    ["its log cannot be read", "nonsense\n", "k", soon],
  ])("is begun anew when %s", (_, log, key, now) => {
    expect(mayResume(readSpoolLog(log), key, now)).toBe(false);
  });
});
