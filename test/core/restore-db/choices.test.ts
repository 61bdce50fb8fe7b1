import { describe, expect, test } from "vitest";
import { choicesFor, type Outlook } from "../../../scripts/core/restore-db/choices.ts";
import { keptBackup, rdsInstance, rdsSnapshot } from "../../support/paper-rds.ts";

const midnight = rdsSnapshot();
const yesterday = rdsSnapshot({ id: "by-hand", kind: "manual", createdAt: "2026-11-24T01:04:00.000Z" });
const outlook: Outlook = {
  instance: rdsInstance({ latestRestorableTime: "2026-11-25T01:00:00.000Z" }),
  snapshots: [yesterday, midnight],
  events: [],
  at: new Date("2026-11-25T01:04:00Z"),
  earlierSeconds: undefined,
  wanted: {},
};
const begun = { at: "2026-11-25T01:02:00Z", message: "Multi-AZ instance failover started." };
const over = { at: "2026-11-25T01:03:00Z", message: "Multi-AZ instance failover completed" };

test("least loss first, each with its loss and how long it will take", () => {
  const { choices, underWay, passedOver } = choicesFor({ ...outlook, wanted: { snapshot: "by-hand", at: "2026-11-25T00:30:00Z" } });
  expect(choices.map(({ source, lossSeconds, predictedSeconds }) => [source, lossSeconds, predictedSeconds])).toEqual([
    [{ pointInTime: "latest" }, 240, 660],
    [{ pointInTime: "2026-11-25T00:30:00Z" }, 2040, 630],
    [{ snapshot: midnight.id }, 3840, 600],
    [{ snapshot: "by-hand" }, 86_400, 600],
  ]);
  expect([underWay, passedOver]).toEqual([undefined, []]);
});

test("how long it took here before counts for more than a rule of thumb", () => {
  expect(choicesFor({ ...outlook, earlierSeconds: 90 }).choices.map(({ predictedSeconds }) => predictedSeconds)).toEqual([150, 90]);
});

describe("a Multi-AZ failover is under way", () => {
  test.each<[string, Partial<Outlook>, number | undefined]>([
    ["from its beginning", { events: [begun] }, 120],
    ["until its end", { events: [begun, over] }, undefined],
    ["again, when another begins", { events: [{ ...begun, at: "2026-11-25T00:30:00Z" }, { ...over, at: "2026-11-25T00:31:00Z" }, begun] }, 120],
    ["no more, once it is too old to end well", { events: [{ ...begun, at: "2026-11-25T00:40:00Z" }] }, undefined],
    ["never, of an instance in one zone", { events: [begun], instance: rdsInstance({ multiAz: false }) }, undefined],
  ])("%s", (_, change, since) => {
    expect(choicesFor({ ...outlook, ...change }).underWay?.sinceSeconds).toBe(since);
  });
});

describe("passed over, with the reason:", () => {
  test.each<[string, Partial<Outlook>, string, number]>([
    ["a point in time where backups are off", { instance: rdsInstance({ latestRestorableTime: undefined }) }, "its automated backups are off", 1],
    ["a snapshot that is not whole", { snapshots: [midnight, rdsSnapshot({ id: "s", status: "creating", createdAt: undefined })] }, "the snapshot s: it is creating", 2],
    ["a snapshot nobody knows", { wanted: { snapshot: "gone" } }, "the snapshot gone: AWS knows none", 2],
    ["a time to come", { wanted: { at: "2026-11-25T02:00:00Z" } }, "it has not come yet", 2],
    ["a time after the latest", { wanted: { at: "2026-11-25T01:03:00Z" } }, "the latest restorable time is 2026-11-25T01:00:00.000Z", 2],
    ["a time before everything that is kept", { wanted: { at: "2026-11-20T00:00:00Z" } }, "nothing is kept from before 2026-11-24", 2],
  ])("%s", (_, change, words, left) => {
    const { choices, passedOver } = choicesFor({ ...outlook, ...change });
    expect(passedOver.join("\n")).toContain(words);
    expect(choices).toHaveLength(left);
  });
});

describe("of an instance that AWS knows no more", () => {
  const gone: Outlook = { ...outlook, instance: rdsInstance({ status: "deleted", latestRestorableTime: undefined }), backups: [keptBackup()] };

  test("the automated backup that was kept is restored by its resource id, and the snapshots stay", () => {
    const { choices, passedOver } = choicesFor({ ...gone, wanted: { at: "2026-11-25T00:30:00Z", snapshot: "by-hand" } });
    expect(choices.map(({ source, lossSeconds }) => [source, lossSeconds])).toEqual([
      [{ pointInTime: "latest", resourceId: "db-ABCDEFGHIJKL" }, 240],
      [{ pointInTime: "2026-11-25T00:30:00Z", resourceId: "db-ABCDEFGHIJKL" }, 2040],
      [{ snapshot: midnight.id }, 3840],
      [{ snapshot: "by-hand" }, 86_400],
    ]);
    expect([choices[0]?.title, passedOver]).toEqual([expect.stringContaining("the automated backup kept of db-ABCDEFGHIJKL"), []]);
  });

  test("two of one name are two choices, the later one first", () => {
    const { choices } = choicesFor({ ...gone, snapshots: [], backups: [keptBackup({ resourceId: "db-OLD", latest: "2026-11-20T00:00:00.000Z" }), keptBackup()] });
    expect(choices.map(({ source }) => source)).toEqual([{ pointInTime: "latest", resourceId: "db-ABCDEFGHIJKL" }, { pointInTime: "latest", resourceId: "db-OLD" }]);
  });

  test("nothing is lost after its deletion, where AWS tells of that", () => {
    const { choices } = choicesFor({ ...gone, snapshots: [], events: [{ at: "2026-11-25T01:00:30Z", message: "DB instance deleted" }] });
    expect(choices.map(({ lossSeconds }) => lossSeconds)).toEqual([30]);
  });

  test("without any automated backup its snapshots are left, the last one taken as it was deleted first, counted to its deletion", () => {
    const final = rdsSnapshot({ id: "final", kind: "manual", createdAt: "2026-11-25T00:59:00.000Z" });
    const { choices } = choicesFor({ ...gone, backups: [], snapshots: [yesterday, final], events: [{ at: "2026-11-25T01:00:30Z", message: "DB instance deleted" }], wanted: { snapshot: "by-hand" } });
    expect(choices.map(({ source, lossSeconds }) => [source, lossSeconds])).toEqual([[{ snapshot: "final" }, 90], [{ snapshot: "by-hand" }, 86_190]]);
  });

  test("where nothing at all was kept there is nothing to choose, and each way is passed over with its reason", () => {
    const { choices, passedOver } = choicesFor({ ...gone, backups: [], snapshots: [], wanted: { at: "2026-11-25T00:30:00Z", snapshot: "by-hand" } });
    expect(choices).toEqual([]);
    expect(passedOver.join("\n")).toMatch(/no automated backup[^]*no backups to go back to a time with[^]*by-hand: AWS knows none/);
  });

  test.each<[string, Partial<Outlook>, string, number]>([
    ["no automated backup was kept", { backups: [] }, "AWS kept no automated backup of shop-database when it was deleted", 1],
    ["the one kept cannot be restored yet", { backups: [keptBackup({ status: "creating", latest: undefined })] }, "db-ABCDEFGHIJKL is creating", 1],
    ["the time is before all that is kept", { wanted: { at: "2026-11-01T00:00:00Z" } }, "nothing is kept from before 2026-11-12", 2],
  ])("%s: passed over, with the reason", (_, change, words, left) => {
    const { choices, passedOver } = choicesFor({ ...gone, ...change });
    expect(passedOver.join("\n")).toContain(words);
    expect(choices).toHaveLength(left);
  });
});

test("while it is being deleted, a point in time is asked for by the resource id: the name may go at any moment", () => {
  expect(choicesFor({ ...outlook, instance: rdsInstance({ status: "deleting" }) }).choices[0]?.source).toEqual({ pointInTime: "latest", resourceId: "db-ABCDEFGHIJKL" });
});
