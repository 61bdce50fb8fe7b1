import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedBytes, exportProgressText, secondsLeft } from "../../scripts/core/export-progress.ts";

test("a dump is likely to be the share of its database that the last one was, else a fifth", () => {
  expect(expectedBytes(1000, undefined)).toBe(200);
  expect(expectedBytes(2000, { databaseBytes: 1000, plainBytes: 500 })).toBe(1000);
  expect(expectedBytes(2000, { databaseBytes: 0, plainBytes: 0 })).toBe(400);
});

test.each([
  [{ dumped: 0, sent: 0, expected: 100e6, seconds: 1 }, "dumped 0 of about 100 MB, sent 0 MB"],
  [{ dumped: 50e6, sent: 50e6, expected: 100e6, seconds: 10 }, "dumped 50 of about 100 MB, sent 50 MB, about 10 s left"],
  [{ dumped: 10e6, sent: 10e6, expected: 100e6, seconds: 60 }, "dumped 10 of about 100 MB, sent 10 MB, about 9 min left"],
  [{ dumped: 120e6, sent: 60e6, expected: 100e6, seconds: 9 }, "dumped 120 MB, sent 60 MB, about 3 s left"],
])("%j reads %s", (progress, text) => {
  expect(exportProgressText(progress)).toBe(text);
});

test("the end comes nearer with every byte, and never lies in the past", () => {
  const bytes = fc.integer({ min: 0, max: 1e12 });
  fc.assert(
    fc.property(bytes, bytes, bytes, fc.integer({ min: 1, max: 1e5 }), (dumped, share, expected, seconds) => {
      const sent = Math.min(share, dumped);
      const left = secondsLeft({ dumped, sent, expected, seconds });
      const later = secondsLeft({ dumped, sent: dumped, expected, seconds });
      if (left !== undefined) expect(left).toBeGreaterThanOrEqual(0);
      if (left !== undefined && later !== undefined) expect(later).toBeLessThanOrEqual(left);
    }),
  );
});
