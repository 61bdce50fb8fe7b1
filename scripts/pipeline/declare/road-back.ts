import type { RoadBack } from "../../core/declaration/coming-back.ts";
import { plainBytesOf } from "../../core/manifest.ts";
import type { Eyes } from "../ready/check.ts";
import { readArchive } from "../ready/read-archive.ts";
import { newestMeasured } from "../ready/recovery-time.ts";

const HOUR_MS = 3_600_000;
const APART_HOURS = 24;

/** How much there is to bring back, how it grew over the last day, and how fast a restore was. What cannot be told is left open. */
export async function roadBack(eyes: Eyes): Promise<RoadBack> {
  const newest = await eyes.archive().then(({ chosen }) => chosen?.manifest, () => undefined);
  const bytes = newest === undefined ? undefined : plainBytesOf(newest);
  const measured = await newestMeasured(eyes).catch(() => undefined);
  const seconds = measured?.phases.find(({ id }) => id === "restore-data")?.seconds;
  const restoredBytesPerSecond = measured === undefined || seconds === undefined || seconds <= 0 || measured.bytes <= 0 ? undefined : measured.bytes / seconds;
  const older = newest === undefined ? undefined : await dayOlder(eyes, newest.snapshotAt).catch(() => undefined);
  const hours = newest === undefined || older === undefined ? 0 : (Date.parse(newest.snapshotAt) - Date.parse(older.snapshotAt)) / HOUR_MS;
  const bytesPerHour = bytes === undefined || older === undefined || hours <= 0 ? undefined : (bytes - older.bytes) / hours;
  return { bytes, bytesPerHour, restoredBytesPerSecond };
}

async function dayOlder({ project, ports, receipts }: Eyes, snapshotAt: string): Promise<{ readonly snapshotAt: string; readonly bytes: number } | undefined> {
  const at = new Date(Date.parse(snapshotAt) - APART_HOURS * HOUR_MS).toISOString();
  const { written } = project;
  const kept = await receipts().then((read) => read?.chain.kept ?? [], () => []);
  const { chosen } = await readArchive({ project: { ...project, written: { ...written, recovery: { ...written.recovery, point: { at } } } }, ports }, kept);
  return chosen === undefined ? undefined : { snapshotAt: chosen.manifest.snapshotAt, bytes: plainBytesOf(chosen.manifest) };
}
