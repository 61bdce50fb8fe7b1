import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparisonReport, comparisonText } from "../../scripts/core/comparison-report.ts";
import { counted, emptyTally, tallySchema, type Tally } from "../../scripts/core/comparison-tally.ts";
import { compareNames, md5InBase64, md5InEtag, verdictOf, type ListedObject, type Verdict } from "../../scripts/core/object-comparison.ts";

const settledBefore = "2026-11-25T08:00:00.000Z";
const object = (more: Partial<ListedObject> = {}): ListedObject => ({ name: "a", bytes: 3, md5: "m", writtenAt: "2026-11-25T07:00:00.000Z", ...more });
const late = "2026-11-25T08:00:01.000Z";

test.each<[string, Partial<Record<"source" | "copy", ListedObject>>, Verdict]>([
  ["hashes that agree", { source: object(), copy: object() }, "same"],
  ["an ETag of several parts, which is no hash", { source: object({ md5: undefined }), copy: object() }, "same-size"],
  ["hashes that do not agree, which may be no hashes", { source: object({ md5: "other" }), copy: object() }, "doubtful"],
  ["another size", { source: object({ bytes: 4 }), copy: object() }, "different"],
  ["another size, written a moment ago", { source: object({ bytes: 4, writtenAt: late }), copy: object() }, "under-way"],
  ["no copy", { source: object() }, "missing"],
  ["no copy of what was written a moment ago", { source: object({ writtenAt: late }) }, "under-way"],
  ["only a copy", { copy: object() }, "extra"],
])("%s", (_, pair, verdict) => {
  expect(verdictOf({ name: "a", ...pair }, settledBefore)).toBe(verdict);
});

test("an MD5 is read from either store's writing of it, and only from that", () => {
  expect(md5InEtag('"D41D8CD98F00B204E9800998ECF8427E"')).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(md5InEtag('"d41d8cd98f00b204e9800998ecf8427e-2"')).toBeUndefined();
  expect(md5InBase64("1B2M2Y8AsgTpgAmY7PhCfg==")).toBe("d41d8cd98f00b204e9800998ecf8427e");
});

test("names are ordered by their bytes, as both stores list them, and not as JavaScript sorts", () => {
  // U+FF5E comes before U+1F600 in UTF-8, and after it in UTF-16.
  expect(compareNames("～", "😀")).toBeLessThan(0);
  expect(["～", "😀"].toSorted()).toEqual(["😀", "～"]);
});

describe("a tally", () => {
  const beginning = { source: "s", copies: "c", begunAt: settledBefore, settledBefore };
  const tallied = (names: readonly string[], from: Tally = emptyTally(beginning), verdict: Verdict = "same-size") => names.reduce((tally, name) => counted(tally, { name, source: object({ name }) }, verdict, 5), from);

  test("cut short anywhere, written down and gone on with, it ends as if nothing had happened", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 }), fc.nat(60), (names, at) => {
      const resumed = tallySchema.parse(JSON.parse(JSON.stringify(tallied(names.slice(0, at)))));
      expect(tallied(names.slice(at), resumed)).toEqual(tallied(names));
    }));
  });

  test("it draws as many as it may, each of them once, and not the first ones only", () => {
    const names = Array.from({ length: 2000 }, (_, n) => `object-${n}`);
    const { sample } = tallied(names);
    expect(new Set(sample).size).toBe(5);
    expect(sample.some((name) => names.indexOf(name) > 100)).toBe(true);
    // Whatever the order in which names came, the same are drawn.
    expect(tallied(names.toReversed()).sample).toEqual(sample);
  });

  test("of a million missing ones it names a thousand and counts all", () => {
    const { counts, named } = tallied(Array.from({ length: 1500 }, (_, n) => `n${n}`), undefined, "missing");
    expect([counts.missing, named.missing.length]).toEqual([1500, 1000]);
  });

  test("what was read is no longer in doubt; a difference found so is one, and what nobody read stays undecided", () => {
    const doubtful = tallied(["d1", "d2", "d3", "d4", "d5", "d6"], tallied(["a", "b"]), "doubtful");
    const [first = "", second = ""] = doubtful.doubtful;
    const report = comparisonReport(doubtful, [{ name: first, outcome: "same" }, { name: second, outcome: "different" }, { name: "a", outcome: "same" }], settledBefore);
    expect(report).toMatchObject({ objects: 8, counts: { same: 2, sameSize: 1, different: 1, undecided: 4 }, named: { different: [second] }, complete: false });
    expect(comparisonText(report)).toContain("larger --sample");
  });
});
