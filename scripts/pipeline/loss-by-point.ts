import { FailoverError, isExpected } from "../core/errors.ts";
import { mayBeThere, pointNow, pointsBeside, type LossByPoint } from "../core/loss-by-point.ts";
import type { ObjectStore } from "../ports.ts";
import { keptReceipts } from "../steps/kept-receipts.ts";
import { newestSoundBackup } from "../steps/newest-backup.ts";
import { exporterKey } from "../steps/read-candidate.ts";
import type { World } from "../world.ts";
import { settingsFor, type Project } from "./project.ts";

const LIMIT_SECONDS = 15;

/** What each recovery point would lose now, by the manifests and receipts in the buckets; a bucket that does not answer in time is told, and stops nothing. Nothing is asked or said any more when this has resolved, or `until` is raised. */
export async function lossByPoint(project: Project, world: World, until: AbortSignal): Promise<LossByPoint> {
  const now = world.clock.now();
  const asOf = now.toISOString();
  const enough = new AbortController();
  const over = AbortSignal.any([until, world.stop, enough.signal]);
  const outOfTime = world.clock.sleep(LIMIT_SECONDS, over).then((): LossByPoint => ({ asOf, told: false, because: `the bucket gave no answer within ${LIMIT_SECONDS} s` }));
  const reading = readAll(project, world, { now, over });
  try {
    return await Promise.race([reading, outOfTime]);
  } catch (error) {
    if (world.stop.aborted) throw new FailoverError("COMMAND_STOPPED", { command: "the look at the exports" });
    return { asOf, told: false, because: isExpected(error) ? error.advice.what : error instanceof Error ? error.message : String(error) };
  } finally {
    enough.abort();
    outOfTime.catch(() => undefined);
    reading.catch(() => undefined);
  }
}

async function readAll(project: Project, world: World, { now, over }: { readonly now: Date; readonly over: AbortSignal }): Promise<LossByPoint> {
  const settings = settingsFor(project, world, []);
  const { service, storage, recovery } = settings;
  const { objects, files } = await world.outside(settings, over);
  // What is wrong with the receipts is of no use beside a bucket that tells nothing at all.
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const [signer, kept] = await Promise.all([exporterKey(files, settings.export.signer, project.directory), keptReceipts({ objects, files, say }, settings, project.directory)]);
  const once = readOnce(objects);
  const points = pointsBeside(recovery.point).map(async (point) => {
    if (!mayBeThere(point, kept)) return pointNow(point, recovery.point, { chosen: undefined, passedOver: [] }, now);
    const { chosen, refused } = await newestSoundBackup(once, { bucket: storage.buckets.exports, service, signer, kept, point });
    return pointNow(point, recovery.point, { chosen: chosen && { id: chosen.id, snapshotAt: chosen.manifest.snapshotAt }, passedOver: refused }, now);
  });
  const read = await Promise.all(points);
  if (!over.aborted) lines.forEach((line) => world.operator.say(line));
  return { asOf: now.toISOString(), told: true, points: read };
}

/** The points ask for the same list and the same manifests: each is fetched once. */
function readOnce({ list, read }: Pick<ObjectStore, "list" | "read">): Pick<ObjectStore, "list" | "read"> {
  const remembered = <Key extends readonly unknown[], T>(ask: (...key: Key) => Promise<T>) => {
    const known = new Map<string, Promise<T>>();
    return (...key: Key): Promise<T> => {
      const name = JSON.stringify(key);
      const reading = known.get(name) ?? ask(...key);
      known.set(name, reading);
      return reading;
    };
  };
  return { list: remembered(list), read: remembered(read) };
}
