import { expect, test } from "vitest";
import { show } from "../../scripts/core/commands/command.ts";
import { manifestBytes, sha256Of, type Manifest } from "../../scripts/core/manifest.ts";
import type { Restored } from "../../scripts/core/verification.ts";
import { verifyData } from "../../scripts/steps/verify-data.ts";
import { backupName, faithful, manifestOf, shopDatabase } from "../support/backups.ts";
import { memoryStore } from "../support/memory-store.ts";
import { scriptedShell } from "../support/scripted-shell.ts";
import { contextWith, mirror, portsWith } from "../support/step-world.ts";

const manifestName = `shop/${backupName}/manifest.json`;

async function world(found: Restored, manifest: Manifest = manifestOf(), manifestSha256 = sha256Of(manifestBytes(manifest))) {
  const store = memoryStore();
  await store.objects.create("shop-exports", manifestName, manifestBytes(manifest));
  const { shell, ran } = scriptedShell({ "agent-survey": { stdout: JSON.stringify(found) } });
  const chosen = { id: backupName, manifestName, manifestSha256, snapshotAt: manifest.snapshotAt, plainBytes: 4 };
  return { ports: portsWith({ objects: store.objects, shell }), context: contextWith({ outputs: { "stand-up": mirror, "choose-backup": chosen } }), ran };
}

test("a database that holds what the manifest promises is said to, with its rows", async () => {
  const { ports, context, ran } = await world(faithful);
  expect(await verifyData.run(ports, context)).toEqual({ backup: backupName, tables: 2, rows: 305 });
  expect(ran).toEqual([expect.stringContaining("'sudo failover agent-survey --database shop'")]);
});

test("one lost row stops the run, and every difference is listed", async () => {
  const { ports, context } = await world({ ...faithful, tables: [{ schema: "public", name: "orders", rows: 264 }] });
  const outcome = verifyData.run(ports, context);
  await expect(outcome).rejects.toMatchObject({ code: "RESTORE_DIFFERS" });
  await expect(outcome).rejects.toThrow("shop: table public.orders has 264 rows; the backup has 265");
  await expect(outcome).rejects.toThrow("shop: table public.customers is missing");
});

test("every database of a backup is compared, each under its own name", async () => {
  const { ports, context, ran } = await world(faithful, manifestOf({ databases: [shopDatabase, { ...shopDatabase, name: "billing" }] }));
  expect(await verifyData.run(ports, context)).toMatchObject({ tables: 4, rows: 610 });
  expect(ran[1]).toContain("--database billing");
});

test("a manifest that is not the chosen one proves nothing", async () => {
  const { ports, context } = await world(faithful, manifestOf(), "b".repeat(64));
  await expect(verifyData.run(ports, context)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
});

test("it always looks again", async () => {
  const { ports, context } = await world(faithful);
  expect(await verifyData.check(ports, context)).toBeUndefined();
  expect(verifyData.preview(context).map(show)).toEqual([expect.stringContaining("agent-survey")]);
});
