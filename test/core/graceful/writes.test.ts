import fc from "fast-check";
import { expect, test } from "vitest";
import { isSurelyStill, leftInWords, notStill, writtenBetween, type Closed, type Writes } from "../../../scripts/core/graceful/writes.ts";

const closed: Closed = { databases: [{ name: "shop", refuses: true, because: "a new session is read-only" }], ended: 2, left: [] };
const quiet: Writes = { databases: [{ name: "shop", writes: 265, shape: "a" }], meanwhile: 0, remade: [], ended: 0, open: 0, prepared: 0 };

test.each<[string, Closed, Writes, readonly RegExp[]]>([
  ["a closed and silent source is still", closed, quiet, []],
  ["one that still takes writes is not", { ...closed, databases: [{ name: "shop", refuses: false, because: "another role owns it" }] }, quiet, [/shop takes writes: another role owns it/]],
  ["nor one in which rows appear", closed, { ...quiet, meanwhile: 3 }, [/3 rows were written/]],
  ["nor one in which a table is emptied", closed, { ...quiet, remade: ["shop"] }, [/tables of shop were made, removed, changed or emptied/]],
  ["nor one in which somebody is about to commit", closed, { ...quiet, open: 1 }, [/1 sessions are in the midst/]],
  ["transactions of the server's own, without rows, hold nothing up", closed, { ...quiet, ended: 3 }, []],
  ["nor one with a second phase to come", closed, { ...quiet, prepared: 1 }, [/1 prepared/]],
  ["nothing that was closed is nothing proven", { ...closed, databases: [] }, quiet, [/no database/]],
  ["nor one of whose databases nobody closed another", closed, { ...quiet, databases: [...quiet.databases, { name: "billing", writes: 1, shape: "" }] }, [/billing was not closed/]],
  ["sessions that could not be ended are watched, and hold nothing up", { ...closed, left: [{ role: "reporting", sessions: 2 }] }, quiet, []],
])("%s", (_, source, writes, why) => {
  const said = notStill(source, writes);
  expect(said).toHaveLength(why.length);
  why.forEach((one, at) => expect(said[at]).toMatch(one));
});

test("sessions that outlived the fence are told by role", () => {
  expect(leftInWords({ left: [{ role: "reporting", sessions: 2 }], databases: [], ended: 0 })).toEqual([expect.stringContaining("2 sessions of reporting")]);
});

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 4 });

test("what was written between two counts is their difference, and none where they cannot be compared", () => {
  fc.assert(
    fc.property(names, fc.array(fc.nat(1e6), { minLength: 4, maxLength: 4 }), fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }), (databases, was, more) => {
      const before = { ...quiet, databases: databases.map((name, at) => ({ name, writes: was[at] ?? 0, shape: "a" })) };
      const after = { ...quiet, databases: databases.map((name, at) => ({ name, writes: (was[at] ?? 0) + (more[at] ?? 0), shape: "a" })) };
      expect(writtenBetween(before, after)).toBe(databases.reduce((sum, _, at) => sum + (more[at] ?? 0), 0));
      expect(writtenBetween(before, { ...after, databases: after.databases.slice(1) })).toBeUndefined();
    }),
  );
  expect(writtenBetween(quiet, { ...quiet, databases: [{ name: "shop", writes: 3, shape: "a" }] })).toBeUndefined();
  expect(writtenBetween(quiet, { ...quiet, databases: [{ name: "shop", writes: 265, shape: "b" }] }), "a table was emptied").toBeUndefined();
  expect(writtenBetween(quiet, { ...quiet, databases: [{ name: "other", writes: 300, shape: "a" }] })).toBeUndefined();
});

test.each<[string, Partial<Writes>, boolean]>([
  ["no transaction has ended and none is open", {}, true],
  ["one has ended, whoever's", { ended: 1 }, false],
  ["one is open that writes", { open: 1 }, false],
  ["an earlier kit counted rows only", { ended: null }, false],
])("that a source is still is sure at once: %s", (_, change, isSure) => expect(isSurelyStill({ ...quiet, ...change })).toBe(isSure));
