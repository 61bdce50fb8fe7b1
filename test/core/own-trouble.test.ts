import { expect, test } from "vitest";
import { isOwnTrouble } from "../../scripts/core/own-trouble.ts";

test.each(['ERROR:  permission denied for table orders', 'ERROR:  permission denied to create extension "postgis"', 'ERROR:  permission denied to set parameter "log_statement"', 'ERROR:  permission denied: "pg_class" is a system catalog'])(
  "rights within a database say nothing about the machine: %s",
  (words) => expect(isOwnTrouble(words)).toBe(false),
);

test.each(["pg_restore: error: could not open file: Permission denied", "age: error: write 1.dat: no space left on device", "sh: 1: cannot create /work: Permission denied\n"])("what the machine refuses does: %s", (words) => expect(isOwnTrouble(words)).toBe(true));
