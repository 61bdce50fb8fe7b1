import { expect, test } from "vitest";
import { chooseNewest, standsAt } from "../../scripts/core/backup-choice.ts";
import type { Candidate } from "../../scripts/core/backup-soundness.ts";
import { crc32cOf } from "../../scripts/core/crc32c.ts";
import { dataObject, manifestOf } from "../support/backups.ts";

const there = { bytes: dataObject.body.length, crc32c: crc32cOf(dataObject.body) };
const stored = new Map([[dataObject.name, there]]);

const candidate = (id: string, createdAt: string, change: Partial<Candidate> = {}): Candidate => ({
  id,
  manifestName: `shop/${id}/manifest.json`,
  manifestSha256: "a".repeat(64),
  createdAt,
  signed: true,
  manifest: manifestOf({ id }),
  ...change,
});

const old = candidate("20261123T060000Z-000001", "2026-11-23T06:00:10.000Z");
const choose = (newer: Candidate, of = stored) => chooseNewest({ service: "shop", point: "newest", candidates: [old, newer], stored: of, kept: [] });
const newer = (change: Partial<Candidate> = {}) => candidate("20261123T080000Z-000002", "2026-11-23T08:00:10.000Z", change);

test("the newest sound backup is chosen", () => {
  expect(choose(newer())).toMatchObject({ chosen: { id: newer().id }, refused: [] });
});

test("what is newer is the store's word, not the name's: a name from the future does not win", () => {
  const dated = candidate("20991231T000000Z-000003", "2026-11-23T05:00:00.000Z");
  expect(choose(dated).chosen?.id).toBe(old.id);
});

test("of two made in the same instant the later name is taken, so that two runs choose alike", () => {
  const twin = candidate("20261123T060000Z-000009", old.createdAt);
  expect(chooseNewest({ service: "shop", point: "newest", candidates: [twin, old], stored, kept: [] }).chosen?.id).toBe(twin.id);
  expect(choose(twin).chosen?.id).toBe(twin.id);
});

const fromSnapshot = (id: string, storedAt: string, snapshotAt: string): Candidate => {
  const manifest = manifestOf({ id, snapshotAt });
  return candidate(id, storedAt, { manifest: { ...manifest, source: { ...manifest.source, from: "snapshot" } } });
};

test("a backup made from a snapshot counts as of the snapshot, however late it was stored", () => {
  const late = (snapshotAt: string) => fromSnapshot("20261123T080000Z-000002", "2026-11-23T08:00:10.000Z", snapshotAt);
  expect(choose(late("2026-11-23T02:00:00.000Z")).chosen?.id).toBe(old.id);
  expect(choose(late("2026-11-23T07:00:00.000Z")).chosen?.id).toBe("20261123T080000Z-000002");
});

test("a snapshot's time from the future makes no backup newer than the store says", () => {
  expect(standsAt(fromSnapshot("20261123T080000Z-000002", "2026-11-23T08:00:10.000Z", "2099-01-01T00:00:00.000Z"))).toBe("2026-11-23T08:00:10.000Z");
});

test.each<[string, Partial<Candidate>, string]>([
  ["a signature that is not the exporter's", { signed: false }, "its signature is missing or not the exporter's"],
  ["a manifest that cannot be read", { manifest: { unreadable: "it is not JSON" } }, "it is not JSON"],
  ["an old manifest under a new name", { manifest: manifestOf({ id: old.id }) }, `its manifest is that of ${old.id}, put under another name`],
  ["another service's manifest", { manifest: manifestOf({ id: newer().id, service: "billing" }) }, "it is a backup of billing"],
])("a backup with %s is passed over, and the reason kept", (_, change, because) => {
  expect(choose(newer(change))).toMatchObject({ chosen: { id: old.id }, refused: [{ id: newer().id, because }] });
});

test.each<[string, Map<string, typeof there>, string]>([
  ["is missing", new Map(), `${dataObject.name} is missing`],
  ["was cut off", new Map([[dataObject.name, { ...there, bytes: 3 }]]), `${dataObject.name} has 3 bytes instead of 6`],
  ["was exchanged", new Map([[dataObject.name, { ...there, crc32c: "AAAAAA==" }]]), `${dataObject.name} has another checksum than its manifest says`],
])("nothing is chosen when an object of every backup %s", (_, damaged, because) => {
  const { chosen, refused } = choose(newer(), damaged);
  expect(chosen).toBeUndefined();
  expect(refused).toEqual([{ id: newer().id, because }, { id: old.id, because }]);
});

test("an empty bucket has nothing to choose and nothing to complain of", () => {
  expect(chooseNewest({ service: "shop", point: "newest", candidates: [], stored, kept: [] })).toEqual({ chosen: undefined, refused: [] });
});

test("with a moment as the recovery point nothing later is taken, and the loss is told as the reason", () => {
  const [early, late] = ["2026-11-23T06:00:00.000Z", "2026-11-23T08:00:00.000Z"].map((snapshotAt, at) => {
    const id = `20261123T0${6 + 2 * at}0000Z-00000${at}`;
    return candidate(id, snapshotAt, { manifest: manifestOf({ id, snapshotAt }) });
  }) as [Candidate, Candidate];
  const ask = (at: string) => chooseNewest({ service: "shop", candidates: [early, late], stored, kept: [], point: { at } });
  expect(ask("2026-11-23T07:59:59Z")).toMatchObject({ chosen: { id: early.id }, refused: [{ id: late.id, because: "it shows 2026-11-23T08:00:00.000Z, which is after recovery.point's 2026-11-23T07:59:59Z" }] });
  expect(ask("2026-11-23T08:00:00Z").chosen?.id).toBe(late.id);
  expect(ask("2026-11-23T05:00:00Z").chosen).toBeUndefined();
});
