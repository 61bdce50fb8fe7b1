import { dataName, manifestName, signatureName } from "../../scripts/core/backup-names.ts";
import { sha256Of } from "../../scripts/core/manifest.ts";
import type { About } from "../../scripts/core/receipts.ts";
import type { RetentionRule } from "../../scripts/core/retention.ts";
import { receiptsOf } from "../../scripts/pipeline/receipts/receipts.ts";
import { applyRotation } from "../../scripts/pipeline/snapshots/apply.ts";
import { lookAtAll, planRotation } from "../../scripts/pipeline/snapshots/look.ts";
import type { ObjectStore } from "../../scripts/ports.ts";
import { keyPair } from "./backups.ts";
import { memoryStore } from "./memory-store.ts";
import { paperRds } from "./paper-rds.ts";
import { keyOf, signers } from "./receipt-chains.ts";

export const now = new Date("2026-11-25T12:00:00.000Z");
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const rule: RetentionRule = { keep: { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0 }, minimumAgeDays: 1, minimumCount: 1, staleAfterMinutes: 60 };
export const rules = { export: rule, snapshot: { ...rule, staleAfterMinutes: 26 * 60 }, cache: { ...rule, staleAfterMinutes: 26 * 60 } };
export const exporter = keyPair();
export const place = { service: "shop", bucket: "exports", signer: exporter.signer };

export const idAt = (ago: number): string => `${new Date(now.getTime() - ago).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-0a1b2c`;
export const fresh = idAt(10 * 60_000);
export const old = idAt(40 * DAY);
export const older = idAt(50 * DAY);
export const namesOf = (id: string) => [dataName("shop", id, 0), dataName("shop", id, 1), signatureName("shop", id), manifestName("shop", id)];

export let store: ReturnType<typeof memoryStore>;

/** A test that shares nothing with the one before it begins with this. */
export const begin = (): void => void (store = memoryStore());

/** The store's own times, which here are those of the names. */
export const dated = (objects: ObjectStore): ObjectStore => ({
  ...objects,
  list: async (bucket, prefix) =>
    (await objects.list(bucket, prefix)).map((stored) => {
      const [, stamp] = /^shop(?:\.cache)?\/(\d{8}T\d{6})Z/.exec(stored.name) ?? [];
      const createdAt = stamp?.replace(/(....)(..)(..T..)(..)(..)/, "$1-$2-$3:$4:$5.000Z") ?? stored.createdAt;
      return { ...stored, createdAt };
    }),
});

export const pin = { read: async () => undefined, forward: async () => undefined };
export const receiptsFor = () => receiptsOf({ objects: store.objects, clock: { now: () => now }, pin }, { bucket: "journal", service: "shop", signers });
export const shaOf = (id: string): string => sha256Of(Buffer.from(`manifest of ${id}`));
export const seen = (id: string): About => ({ kind: "seen", backup: id, manifestSha256: shaOf(id), storedAt: now.toISOString(), snapshotAt: now.toISOString(), bytes: 1 });
export const verified = (id: string, level: 2 | 3, passed: boolean): About => ({ kind: "verified", backup: id, manifestSha256: shaOf(id), level, passed, findings: passed ? [] : ["a flipped bit"], seconds: 1 });

export async function exported(id: string, ...words: readonly About[]): Promise<void> {
  for (const name of namesOf(id)) await store.objects.create("exports", name, Buffer.from(name.endsWith("manifest.json") ? `manifest of ${id}` : name));
  for (const word of words) await receiptsFor().append(keyOf("warden"), () => word);
}

export async function rotate({ rds = paperRds(), objects = store.objects, apply = true }: { rds?: ReturnType<typeof paperRds>; objects?: ObjectStore; apply?: boolean } = {}) {
  const receipts = receiptsFor();
  const reach = { objects: dated(objects), receipts, rds, key: keyOf("pruner") };
  const sight = await lookAtAll(reach, { ...place, instance: "shop-database", now });
  const plan = planRotation(sight, rules, now);
  return { plan, sight, removed: apply ? await applyRotation(reach, place, { sight, plan, told: () => undefined }) : [] };
}

export const left = (id: string): readonly string[] => store.names().filter((name) => name.startsWith(`exports/shop/${id}/`));
export const removals = async () => (await receiptsFor().read()).kept.filter(({ receipt }) => receipt.about.kind === "removed").map(({ receipt }) => receipt.about.backup);
