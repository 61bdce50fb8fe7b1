import { expect, test } from "vitest";
import { databaseFactsSchema, judgeDatabaseUse, type DatabaseFacts } from "../../scripts/core/database-use.ts";

const run = "r20261123-081500-ab12";
const earlier = { run: "r20261101-000000-beef", backup: "20261101T000000Z-000001" };
const holding = (database: Partial<NonNullable<Extract<DatabaseFacts, { server: "running" }>["database"]>>): DatabaseFacts => ({
  server: "running",
  units: [],
  database: { ours: true, relations: 12, clients: 0, marker: null, ...database },
});

test.each<[string, DatabaseFacts]>([
  ["there is no PostgreSQL yet", { server: "absent", units: [] }],
  ["the image's server is stopped and has no database", { server: "stopped", units: [], databases: 0 }],
  ["the server runs without the database", { server: "running", units: [], database: null }],
  ["the database is empty", holding({ ours: false, relations: 0 })],
  ["a restore left it half done, whose application still knocks", holding({ clients: 4 })],
  ["this run has restored it and nobody is connected", holding({ marker: { ...earlier, run } })],
  ["this run's own restore is at work", { server: "running", units: [`failover-restore-${run}-1.service`], database: null }],
])("not in use: %s", (_, facts) => expect(judgeDatabaseUse(facts, run)).toEqual({ use: "no" }));

test.each<[string, DatabaseFacts, RegExp]>([
  ["another run has restored it", holding({ marker: earlier }), /^backup 20261101T000000Z-000001, restored by run r20261101-000000-beef$/],
  ["and its application is connected", holding({ marker: earlier, clients: 1 }), /; 1 connection from other machines is open to it$/],
  ["somebody else's tables stand in it", holding({ ours: false, relations: 3, clients: 2 }), /^3 tables, views or sequences .*; 2 connections from other machines are open to it$/],
])("in use: %s", (_, facts, holds) => expect(judgeDatabaseUse(facts, run)).toEqual({ use: "yes", holds: expect.stringMatching(holds) as string }));

test("in use: a restore of another run is at work", () => {
  const units = [`failover-restore-${run}-2.service`, "failover-restore-r20261101-000000-beef-1.service"];
  expect(judgeDatabaseUse({ server: "running", units, database: null }, run)).toEqual({ use: "restoring", unit: "failover-restore-r20261101-000000-beef-1" });
});

test.each<[string, DatabaseFacts]>([
  ["a stopped server holds a database", { server: "stopped", units: [], databases: 1 }],
  ["the server is starting", { server: "starting", units: [] }],
  ["this run has restored it and an application is connected", holding({ marker: { ...earlier, run }, clients: 4 })],
])("cannot tell: %s", (_, facts) => expect(judgeDatabaseUse(facts, run)).toMatchObject({ use: "unknown" }));

test("what a host does not say is not guessed", () => {
  expect(databaseFactsSchema.safeParse({ server: "running", units: [] }).success).toBe(false);
});
