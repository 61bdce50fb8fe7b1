import { beforeEach, describe, expect, it, vi } from "vitest";
import { ledgerOf } from "../../../../lab/clouds/aws/rds/ledger.ts";
import { beginSnapshot } from "../../../../lab/clouds/aws/rds/snapshots.ts";
import { turnDatabase } from "../../../../lab/clouds/aws/rds/outage.ts";
import { handle } from "../../../../lab/clouds/cloud.ts";
import type { Fields } from "../../../../lab/clouds/handler.ts";
import { paperLab, type PaperLab } from "../paper-lab.ts";

const type = "aws:rds/instance:Instance";
let lab: PaperLab;
beforeEach(() => {
  lab = paperLab();
});

const make = (identifier: string, inputs: Fields = {}, urn = `urn:${identifier}`) =>
  handle("create", "aws", { type, name: identifier, urn, inputs: { identifier, instanceClass: "db.t3.small", username: "master", password: "correct-horse", skipFinalSnapshot: true, ...inputs } }, lab);
const remove = (id: string, identifier: string) => handle("delete", "aws", { type, name: identifier, id, inputs: {} }, lab);
const known = (identifier: string) => {
  const instance = ledgerOf(lab).instances.get(identifier);
  if (instance === undefined) throw new Error(`no ${identifier}`);
  return instance;
};
const take = (identifier: string, id: string) => beginSnapshot(lab, known(identifier), { id, kind: "manual" }).done;
const statements = (identifier: string) => lab.commands.filter(({ host, stdin }) => host === `aws-rds-${identifier}` && stdin !== "").map(({ stdin }) => stdin).join("\n");

describe("an RDS instance", () => {
  it("stands on a disk of its own, and answers by a name that the DNS knows", async () => {
    const { id, outputs } = await make("shop", { allocatedStorage: 20 });
    expect(lab.disks.made.get(id)).toEqual({ megabytes: 4000 });
    expect(lab.specs.get("aws-rds-shop")?.binds).toEqual([{ from: `/volumes/${id}`, to: "/var/lib/postgresql" }]);
    expect(outputs["address"]).toBe("shop.c1lab2kit3rd.eu-west-1.rds.amazonaws.com");
    expect(lab.commands.map(({ argv }) => argv.join(" "))).toContain(`pdnsutil replace-rrset c1lab2kit3rd.eu-west-1.rds.amazonaws.com shop A 5 ${lab.hosts.find("aws-rds-shop")?.address ?? ""}`);
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html#API_CreateDBInstance_Errors
  it("made twice by one program is one, and its name is taken for every other", async () => {
    const [one, same] = await Promise.all([make("shop"), make("shop")]);
    expect(same.id).toBe(one.id);
    expect(lab.disks.made.size).toBe(1);
    await expect(make("shop", {}, "urn:another")).rejects.toThrow("DBInstanceAlreadyExists");
  });

  it("of the same name made anew is another instance", async () => {
    const { id } = await make("shop");
    await remove(id, "shop");
    expect((await make("shop")).id).not.toBe(id);
  });
});

describe("a restore", () => {
  it("from a snapshot begins with its disk, its master and his password", async () => {
    const { id } = await make("shop", { username: "boss", allocatedStorage: 20 });
    await take("shop", "one");
    await make("again", { snapshotIdentifier: "one", username: "other", password: undefined });
    expect([...lab.disks.made.values()].at(-1)).toEqual({ from: `${id}-one`, megabytes: 4000 });
    expect(known("again").settings["username"]).toBe("boss");
    expect(statements("again")).not.toContain("ALTER ROLE");
    await make("third", { snapshotIdentifier: "one", password: "another-horse" });
    expect(statements("third")).toMatch(/master 'boss'[^]*another-horse[^]*ALTER ROLE :"master" PASSWORD/);
  });

  it("to a point in time takes the newest copy before it and the log sent since", async () => {
    const { id } = await make("shop", { backupRetentionPeriod: 7 });
    await vi.waitFor(() => expect(ledgerOf(lab).snapshots.size).toBe(1), 15_000);
    lab.disks.sent.set(id, [{ name: "000000010000000000000001", at: new Date(Date.now() + 60_000) }]);
    const restoreTime = new Date(Date.now() + 5000).toISOString();
    const { id: restored } = await make("again", { restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", restoreTime } });
    expect(lab.disks.made.get(restored)?.from).toContain(id);
    expect(lab.disks.handedOver).toEqual([[id, restored]]);
    expect(lab.files.get("aws-rds-again:/etc/postgresql/17/main/conf.d/zz-recovery.conf")).toContain(restoreTime.replace("T", " ").replace("Z", "+00"));
  });

  it("works when the source's disk is gone", async () => {
    await make("shop", { backupRetentionPeriod: 7 });
    await vi.waitFor(() => expect(known("shop").status).toBe("available"), 15_000);
    await vi.waitFor(() => expect([...ledgerOf(lab).snapshots.values()]).toMatchObject([{ status: "available" }]), 15_000);
    await turnDatabase(lab, { name: "database-gone", on: true, instance: "shop" });
    await make("again", { restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", useLatestRestorableTime: true } });
    expect(known("again").status).toBe("available");
  });

  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html#API_RestoreDBInstanceToPointInTime_Errors
  it.each([
    ["from a snapshot nobody took", { snapshotIdentifier: "nobody" }, "DBSnapshotNotFound"],
    ["of an instance nobody made", { restoreToPointInTime: { sourceDbInstanceIdentifier: "nobody", useLatestRestorableTime: true } }, "DBInstanceNotFound"],
    ["of one that keeps no backups", { restoreToPointInTime: { sourceDbInstanceIdentifier: "careless", useLatestRestorableTime: true } }, "PointInTimeRestoreNotEnabled"],
    ["to a time before the first backup", { restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", restoreTime: "2020-01-01T00:00:00Z" } }, "cannot be restored to a time"],
    ["to a time that has not come", { restoreToPointInTime: { sourceDbInstanceIdentifier: "shop", restoreTime: "2100-01-01T00:00:00Z" } }, "cannot be restored to a time"],
  ])("%s is refused", async (_, inputs, refusal) => {
    await make("shop", { backupRetentionPeriod: 7 });
    await make("careless");
    await vi.waitFor(() => expect([...ledgerOf(lab).snapshots.values()]).toMatchObject([{ status: "available" }]), 15_000);
    await expect(make("again", inputs)).rejects.toThrow(refusal);
    expect(ledgerOf(lab).instances.has("again")).toBe(false);
  });
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
describe("the end of an instance", () => {
  it("is refused while it is protected, and without a last snapshot unless that was waived", async () => {
    const { id } = await make("shop", { deletionProtection: true });
    await expect(remove(id, "shop")).rejects.toThrow("Cannot delete protected DB Instance");
    const { id: unsure } = await make("unsure", { skipFinalSnapshot: false });
    await expect(remove(unsure, "unsure")).rejects.toThrow("FinalDBSnapshotIdentifier is required");
  });

  it("takes its automated snapshots with it, and leaves the manual ones and the last one", async () => {
    const { id } = await make("shop", { backupRetentionPeriod: 7, skipFinalSnapshot: false, finalSnapshotIdentifier: "last" });
    await vi.waitFor(() => expect([...ledgerOf(lab).snapshots.values()]).toMatchObject([{ status: "available" }]), 15_000);
    await take("shop", "mine");
    await remove(id, "shop");
    expect([...ledgerOf(lab).snapshots.keys()]).toEqual(["mine", "last"]);
    expect(lab.hosts.find("aws-rds-shop")).toBeUndefined();
    expect(lab.disks.made.has(id)).toBe(false);
  });
});
