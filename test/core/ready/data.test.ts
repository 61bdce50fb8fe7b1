import { expect, test } from "vitest";
import { cacheFindings } from "../../../scripts/core/ready/cache.ts";
import { objectsFindings, type ObjectsKnown } from "../../../scripts/core/ready/objects.ts";
import { protectionFindings } from "../../../scripts/core/ready/protection.ts";
import { rolesFinding } from "../../../scripts/core/ready/roles.ts";
import { searchFinding } from "../../../scripts/core/ready/search.ts";
import { sourceFactsFinding } from "../../../scripts/core/ready/source-facts.ts";
import { isNamedLikeKey, isPrivateKey, isStrayObject, strayKeysFindings } from "../../../scripts/core/ready/stray-keys.ts";
import type { SourceJson } from "../../../scripts/core/source-json.ts";

const now = new Date("2026-11-25T12:00:00Z");
const lightsOf = (findings: readonly { readonly light: string }[]) => findings.map(({ light }) => light);

const counts = { same: 9, sameSize: 0, missing: 0, different: 0, underWay: 1, extra: 0, undecided: 0 };
const known: ObjectsKnown = {
  canary: { writtenAt: "2026-11-25T11:00:00Z", lagSeconds: 30, waitedSeconds: 30 },
  comparison: { endedAt: "2026-11-20T00:00:00Z", objects: 10, complete: true, counts },
};
const canary = (change: object) => ({ ...known, canary: { writtenAt: "2026-11-25T11:00:00Z", lagSeconds: 30, waitedSeconds: 30, ...change } });
test.each([
  ["on time and complete", known, ["green", "green"]],
  ["later than agreed", canary({ lagSeconds: 901 }), ["red", "green"]],
  ["not coming", canary({ lagSeconds: null }), ["red", "green"]],
  ["measured long ago", canary({ writtenAt: "2026-11-20T11:00:00Z" }), ["amber", "green"]],
  ["never measured nor compared", { canary: undefined, comparison: undefined }, ["amber", "amber"]],
  ["incomplete", { ...known, comparison: { endedAt: "2026-11-20T00:00:00Z", objects: 10, complete: false, counts: { ...counts, missing: 2 } } }, ["green", "red"]],
])("copies that are %s", (_, found, lights) => expect(lightsOf(objectsFindings(found, 15, now))).toEqual(lights));

test("without the section nothing is missed", () => expect(lightsOf(objectsFindings(known, undefined, now))).toEqual(["green"]));

const databases = [{ number: 0, holds: "sessions", onFailover: "rdb" as const }, { number: 1, holds: "pages", onFailover: "cold" as const }];
test.each([
  ["a fresh copy", "2026-11-25T11:00:00Z", ["green", "green"], "comes back as it was"],
  ["an old copy", "2026-11-20T11:00:00Z", ["amber", "green"], "5 days ago"],
  ["no copy", undefined, ["amber", "green"], "no copy is known"],
] as const)("a cache with %s", (_, copiedAt, lights, says) => {
  const found = cacheFindings({ databases: [databases[0] ?? { number: 0, holds: "", onFailover: "cold" }, ...databases.slice(1)] }, copiedAt, now);
  expect(lightsOf(found)).toEqual(lights);
  expect(found[0]?.says).toContain(says);
});

test("search is amber only where it stays empty", () => {
  expect(searchFinding(undefined).light).toBe("green");
  expect(searchFinding({ onFailover: "none", port: 9200 }).light).toBe("amber");
  expect(searchFinding({ onFailover: "reindex", port: 9200, reindex: { command: "x", user: "shop", limitMinutes: 1 } }).light).toBe("green");
});

const logsIn = (name: string, login = true) => ({ name, login });
test.each([
  ["has a password for each", [logsIn("shop"), logsIn("auditor"), logsIn("exporter"), logsIn("readers", false)], "green", "2 roles"],
  ["lacks some", [logsIn("shop"), logsIn("reporting"), logsIn("billing")], "amber", "billing, reporting log in"],
])("a mirror that %s", (_, roles, light, says) => {
  expect(rolesFinding(roles, { owner: "shop", exporter: "exporter", named: ["auditor"] })).toMatchObject({ light, says: expect.stringContaining(says) as string });
});

const bare = { run: "r1", protection: { state: "unprotected" as const, says: "there is none" } };
test.each([
  ["no second store", { as: "not set" } as const, undefined, ["amber"]],
  ["a store that answers", { as: "there", bucket: "b" } as const, undefined, ["green"]],
  ["a store that is silent", { as: "silent", bucket: "b", because: "no answer" } as const, undefined, ["amber"]],
  ["keys that are not at hand", { as: "not tried", because: "not here" } as const, undefined, ["unknown"]],
  ["a failover that left it bare", { as: "there", bucket: "b" } as const, bare, ["red", "green"]],
  ["a failover without open writes", { as: "there", bucket: "b" } as const, { run: "r1", protection: null }, ["green"]],
])("protection with %s", (_, store, last, lights) => expect(lightsOf(protectionFindings(store, last))).toEqual(lights));

test("what to do about an unprotected failover is a command as it is typed", () => {
  const [bare] = protectionFindings({ as: "not set" }, { run: "r20261101-000000-abcd", protection: { state: "unprotected", says: "it failed" } });
  expect(bare?.next).toContain("'failover report --run r20261101-000000-abcd'");
});

const facts: SourceJson = {
  schema: "failover-kit/source/1", service: "shop", backup: "b1", takenAt: "2026-11-25T11:00:00Z",
  server: { host: "db", port: 5432, version: "17.11", from: "live" }, databases: [],
  instance: { untold: "aws is not set" }, parameters: { untold: "aws is not set" }, application: { value: { version: "1", artifactSha256: null } }, schemaVersion: { value: "7" },
};
test.each([
  ["without source.json", { backup: "b1", as: "none" } as const, "amber", "no source.json"],
  ["with one that was changed", { backup: "b1", as: "damaged", because: "its SHA-256 differs" } as const, "red", "differs"],
  ["with one that could not tell all", { backup: "b1", as: "read", facts } as const, "amber", "the database instance and its parameters (aws is not set)"],
])("a backup %s", (_, read, light, says) => expect(sourceFactsFinding(read, now)).toMatchObject({ light, says: expect.stringContaining(says) as string }));

test("keys are known by their names where they are not read, and by their text where they are", () => {
  expect(["keys/operations.key", "a.pem", "identity", "b/offline.age", "id_ed25519", "shop_identity.txt"].filter(isNamedLikeKey)).toHaveLength(6);
  expect(["keys/operations.pub", "id_ed25519.pub", "manifest.json", "monkey", "identity-card.jpg"].filter(isNamedLikeKey)).toEqual([]);
  expect(["operations.age", "shop/operations.age", "shop/b1/data/000000.age"].filter(isStrayObject)).toEqual(["operations.age", "shop/operations.age"]);
  expect([isPrivateKey("-----BEGIN PRIVATE KEY-----\nx"), isPrivateKey("# created\nAGE-SECRET-KEY-1XYZ"), isPrivateKey("-----BEGIN PUBLIC KEY-----")]).toEqual([true, true, false]);
});

test("what lies beside the archive is red, what git takes in is amber", () => {
  expect(lightsOf(strayKeysFindings({ objects: ["gs://b/a.key"], partly: [], committed: ["keys/a.pem"], open: [] }))).toEqual(["red", "amber"]);
  expect(strayKeysFindings({ objects: [], partly: ["b"], committed: [], open: [] })).toMatchObject([{ light: "green", says: expect.stringContaining("of b only the first names") as string }]);
});
