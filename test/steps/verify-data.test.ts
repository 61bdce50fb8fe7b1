import { expect, test } from "vitest";
import { show } from "../../scripts/core/commands/command.ts";
import type { Verified } from "../../scripts/core/fidelity/verified.ts";
import { verifyData } from "../../scripts/steps/verify-data.ts";
import { backupName } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, mirror, portsWith } from "../support/step-world.ts";

const sha = "a".repeat(64);
const chosen = { id: backupName, manifestName: `shop/${backupName}/manifest.json`, manifestSha256: sha, snapshotAt: "2026-11-23T08:07:00.000Z", plainBytes: 4 };
const context = contextWith({ outputs: { "stand-up": mirror, "choose-backup": chosen } });
const owners = { objects: "owners", same: 7, mapped: [{ name: "table public.t", how: "rdsadmin's, now shop's" }], missing: [], different: [], extra: [] };
const shop: Verified["databases"][number] = { name: "shop", tables: 2, rows: 305, differences: [], classes: [owners] };

function world(databases: Verified["databases"]) {
  const { shell, ran } = scriptedShell({ "agent-verify": { stdout: JSON.stringify({ backup: backupName, databases }) } });
  const { objects } = memoryStore();
  const silent = async (): Promise<never> => {
    throw new Error("the bucket was asked");
  };
  return { ports: portsWith({ shell, objects: { ...objects, read: silent, list: silent } }), ran };
}

test("a database that holds what its backup promises is said to, with its rows and what was mapped", async () => {
  const { ports, ran } = world([shop]);
  expect(await verifyData.run(ports, context)).toEqual({
    backup: backupName,
    tables: 2,
    rows: 305,
    fidelity: [{ database: "shop", classes: [{ objects: "owners", same: 7, mapped: 1, missing: 0, different: 0, extra: 0 }], mapped: ["owners: table public.t: rdsadmin's, now shop's"], unlisted: 0 }],
  });
  expect(ran).toEqual([expect.stringContaining(`'sudo failover agent-verify --run ${context.run} --manifest ${sha} --database shop --owner shop'`)]);
});

test("a bucket that answers nobody is no hindrance: all there is to compare with lies on the database host", async () => {
  const { ports } = world([shop]);
  expect(await verifyData.run(ports, context)).toMatchObject({ rows: 305 });
});

test("any difference stops the run, and all of them are listed, each under its database's name", async () => {
  const { ports } = world([{ ...shop, differences: ["table public.orders has 264 rows; the backup has 265"] }, { ...shop, name: "billing", differences: ["indexes: public.x is missing"] }]);
  const outcome = verifyData.run(ports, context);
  await expect(outcome).rejects.toMatchObject({ code: "RESTORE_DIFFERS" });
  await expect(outcome).rejects.toThrow("shop: table public.orders has 264 rows; the backup has 265");
  await expect(outcome).rejects.toThrow("billing: indexes: public.x is missing");
});

test("it always looks again", async () => {
  const { ports } = world([shop]);
  expect(await verifyData.check(ports, context)).toBeUndefined();
  expect(verifyData.preview(context).map(show)).toEqual([expect.stringContaining("agent-verify")]);
});
