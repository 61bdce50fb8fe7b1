import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Status } from "./daemon/status.ts";
import { labClient, type LabClient } from "./client.ts";
import { labDown } from "./down.ts";
import { LabError } from "./lab-error.ts";
import { tellFeeds } from "./feeds/tell-feeds.ts";
import { makeNetwork } from "./network/make-network.ts";
import { allOff } from "./network/switches.ts";
import { stationFiles } from "./network/enter-station.ts";
import { installPlugins } from "./plugin/install.ts";
import { here, type Place } from "./place.ts";
import { raiseKernelLimits } from "./kernel-limits.ts";
import { readRecord, writeRecord } from "./record.ts";
import { openPool } from "./volumes/pool.ts";
import { prepareSite } from "./site/prepare-site.ts";
import { whileHolding } from "./setup/file-lock.ts";
import { ensureTooling, type Tooling, type Wanted } from "./setup/tooling.ts";
import { startDaemon, statusOf } from "./start-daemon.ts";

/** A lab that is up. */
export type RunningLab = { readonly place: Place; readonly tooling: Tooling; readonly client: LabClient };

export type UpOptions = { readonly say: (line: string) => void; /** Takes down a lab that is already up instead of going on with it. */ readonly fresh?: boolean; readonly wanted?: Wanted };

/** The kernel takes no longer path for a socket, and one in the lab's directory is the longest we need. */
const LONGEST_SOCKET_PATH = 100;

const UP_PATIENCE_SECONDS = 180;
/** Longer than the silence by which a dead holder is known. */
const OWNER_PATIENCE_SECONDS = 20;

/** Brings the lab up and returns once everything in it answers; one that is up already is left as it is. */
export async function labUp({ say, fresh = false, wanted = {} }: UpOptions): Promise<RunningLab> {
  const place = here();
  refuseLongPath(place);
  const tooling = await ensureTooling(say, wanted);
  await mkdir(place.directory, { recursive: true });
  return whileHolding(join(place.directory, "up.lock"), () => bringUp(place, tooling, { say, fresh }), { patienceSeconds: UP_PATIENCE_SECONDS, doing: "'lab up' in this clone" });
}

/** Works while no other drill or scenario of this clone does: each begins with taking down whatever lab there is. */
export async function whileOwning<T>(place: Place, work: () => Promise<T>): Promise<T> {
  await mkdir(place.directory, { recursive: true });
  return whileHolding(join(place.directory, "owner.lock"), work, { patienceSeconds: OWNER_PATIENCE_SECONDS, doing: "drill or scenario in this clone" });
}

async function bringUp(place: Place, tooling: Tooling, { say, fresh }: UpOptions): Promise<RunningLab> {
  const lab = { place, tooling, client: labClient(place.socket) };
  if (!fresh && readRecord(place)?.complete === true && isReady(await statusOf(place))) {
    say("the lab is up already");
    return lab;
  }
  const left = await labDown({ place });
  if (left.length > 0) throw new LabError("an earlier lab could not be cleared away", left.join("; "), "end or remove these by hand, then 'npm run lab -- up'");

  const startedAt = performance.now();
  for (const directory of [place.logs, place.site, place.hosts, place.etc, join(place.operator, "tmp")]) await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(stationFiles)) await writeFile(join(place.etc, name), text);
  await raiseKernelLimits();
  // An earlier lab may have ended in the middle of an outage, and its pages would tell of it still.
  await tellFeeds(place, allOff);
  writeRecord(place, { id: place.id, complete: false, tooling });
  await Promise.all([makeWorld(place, say), installPlugins(place.directory, place.clone), prepareSite(place)]);
  writeRecord(place, { id: place.id, complete: true, tooling });
  say(`the lab is up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return lab;
}

async function makeWorld(place: Place, say: UpOptions["say"]): Promise<void> {
  await Promise.all([makeNetwork(place.id), openPool(place)]);
  say("networks are up: aws, gcp, the internet and the operator's, none of them with a way out");
  await startDaemon(place, say);
}

const isReady = (status: Status | undefined): boolean => status?.phase.at === "ready";

function refuseLongPath({ socket, clone }: Place): void {
  if (socket.length <= LONGEST_SOCKET_PATH) return;
  throw new LabError(`the path ${clone} is too long`, `sockets in it would have names over the kernel's limit of ${LONGEST_SOCKET_PATH} characters`, "clone into a shorter path");
}
