import { expect, test } from "vitest";
import { isOwnTrouble, speaksOfBackup } from "../../scripts/core/own-trouble.ts";

test.each(['ERROR:  permission denied for table orders', 'ERROR:  permission denied to create extension "postgis"', 'ERROR:  permission denied to set parameter "log_statement"', 'ERROR:  permission denied: "pg_class" is a system catalog'])(
  "rights within a database say nothing about the machine: %s",
  (words) => expect(isOwnTrouble(words)).toBe(false),
);

test.each(["pg_restore: error: could not open file: Permission denied", "age: error: write 1.dat: no space left on device", "sh: 1: cannot create /work: Permission denied\n"])("what the machine refuses does: %s", (words) => expect(isOwnTrouble(words)).toBe(true));

const pgRestore = "runuser --user postgres -- pg_restore --dbname=shop /var/lib/postgresql/failover-restore";
test.each([
  ["what a backup holds cannot be loaded", `'${pgRestore}' exited 1: pg_restore: error: could not execute query: ERROR:  duplicate key value violates unique constraint`, true],
  ["a file cannot be opened", "'age --decrypt /f' exited 1: age: error: no identity matched any of the recipients", true],
  ["memory ran out", `'${pgRestore}' exited 137: Killed`, false],
  ["there is no such program", `'${pgRestore}' exited 127: runuser: failed to execute pg_restore: No such file or directory`, false],
  ["the server does not start", "'systemctl restart postgresql@17-main' exited 1: Job for postgresql@17-main.service failed", false],
  ["a person cancelled it", `'${pgRestore}' exited 1: pg_restore: error: ERROR:  canceling statement due to user request`, false],
  ["two of its own workers waited for one another", `'${pgRestore}' exited 1: pg_restore: error: ERROR:  deadlock detected`, false],
])("a restore in which %s speaks of the backup: %s %s", (_, what, speaks) => expect(speaksOfBackup({ code: "COMMAND_FAILED", what })).toBe(speaks));
