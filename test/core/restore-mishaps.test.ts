import { expect, test } from "vitest";
import { isUnresolved, listOf, readMishaps } from "../../scripts/core/restore-mishaps.ts";

const index = ["pg_restore: while PROCESSING TOC:", "pg_restore: from TOC entry 3302; 1259 16402 INDEX posts_by_slug shop", "pg_restore: error: could not execute query: ERROR:  function strip(text) does not exist", "LINE 1: lower(strip(t))", "Command was: CREATE INDEX posts_by_slug ON app.posts USING btree (app.slug(title));"];
const copy = ["pg_restore: from TOC entry 3464; 0 16433 TABLE DATA gen shop", 'pg_restore: error: COPY failed for table "gen": ERROR:  function floor_of() does not exist'];
const foreignKey = ["pg_restore: from TOC entry 3312; 2606 16445 FK CONSTRAINT refgen refgen_id_fkey shop", 'pg_restore: error: could not execute query: ERROR:  insert or update on table "refgen" violates foreign key constraint "refgen_id_fkey"'];
const full = ["pg_restore: from TOC entry 3302; 1259 16402 INDEX posts_by_slug shop", "pg_restore: error: could not execute query: ERROR:  could not extend file: No space left on device", "HINT:  Check free disk space."];

function heard(...lines: readonly string[]) {
  const mishaps = readMishaps();
  lines.forEach(mishaps.hear);
  return mishaps;
}

test("a name that a function does not find is something to try again, with all that failed because of it", () => {
  const { found, hopeless } = heard(...index, ...copy, ...foreignKey);
  expect(found().map(({ id }) => id)).toEqual(["3302", "3464", "3312"]);
  expect(found()[0]).toEqual({ id: "3302", entry: "INDEX posts_by_slug shop", because: "function strip(text) does not exist" });
  expect(found().map(isUnresolved)).toEqual([true, true, false]);
  expect(hopeless()).toBeUndefined();
});

test.each<[string, readonly string[]]>([
  ["a full disk", full],
  ["rows that break a rule", foreignKey],
  ["a table whose type is not there", ["pg_restore: from TOC entry 215; 1259 16390 TABLE posts shop", 'pg_restore: error: could not execute query: ERROR:  type "app.mood" does not exist']],
  ["an error that names no entry", ["pg_restore: error: could not execute query: ERROR:  role \"x\" does not exist"]],
])("%s is the end, and its words are kept", (_, lines) => {
  const { found, hopeless } = heard("pg_restore: connecting to database for restore", ...lines);
  expect(found()).toEqual([]);
  expect(hopeless()).toBe(lines.slice(lines.findIndex((line) => line.includes("error:"))).join("\n"));
});

test("what failed is tried again by its lines in the list", () => {
  const list = "3301; 1259 1 INDEX app other shop\n3302; 1259 16402 INDEX app posts_by_slug shop\n3464; 0 16433 TABLE DATA app gen shop\n";
  expect(listOf(heard(...index).found(), list)).toBe("3302; 1259 16402 INDEX app posts_by_slug shop\n");
});
