import { z } from "zod";
import { askHealth, healthAnswer, indicesAnswer, listIndices, listRecoveries, listSnapshots, newestSnapshot, placeOf, recoveriesAnswer, registerRepository, restoreSnapshot, restoreStateOf, snapshotsAnswer, type RestoreState, type SearchSnapshot } from "../core/commands/search.ts";
import type { SearchSettings } from "../core/data-settings.ts";
import { FailoverError } from "../core/errors.ts";
import type { Ports } from "../ports.ts";
import type { SearchServer } from "./search-server.ts";
import type { Context } from "./step.ts";

const EVERY_SECONDS = 2;
/** Between two shards a server may think; longer it does nothing more. */
const STILL_SECONDS = 60;
const LIMIT_SECONDS = 6 * 60 * 60;

type Settings = NonNullable<SearchSettings["snapshot"]>;
const noted = z.object({ name: z.string(), startedAt: z.string(), restored: z.boolean() });

/** Restores the newest whole snapshot, once: it outlives this machine, and a resumed run follows it to its end. */
export async function restoreSearch(ports: Ports, context: Context, server: SearchServer, settings: Settings, step: string): Promise<SearchSnapshot> {
  const before = noted.safeParse(context.noted()).data;
  if (before?.restored === true) return before;
  const begun = before !== undefined && (await stateNow(server, settings, before.name)).begun;
  const snapshot = begun ? before : await begin(ports, context, server, settings, step);
  await follow(ports, server, settings, snapshot, step);
  await context.note({ ...snapshot, restored: true });
  return snapshot;
}

const stateNow = async (server: SearchServer, settings: Settings, snapshot: string): Promise<RestoreState> => restoreStateOf(await server.ask(listRecoveries(settings), recoveriesAnswer), snapshot);

async function begin(ports: Ports, context: Context, server: SearchServer, settings: Settings, step: string): Promise<SearchSnapshot> {
  ports.operator.progress(step, "registering the repository, read-only");
  await server.tell(registerRepository(settings));
  const newest = newestSnapshot(await server.ask(listSnapshots(settings), snapshotsAnswer));
  if (newest === undefined) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `there is no whole snapshot in ${placeOf(settings)}` });
  const { snapshot, indices } = newest;
  const there = (await server.ask(listIndices(settings), indicesAnswer)).flatMap(({ index }) => (indices.includes(index) ? [index] : []));
  if (there.length > 0) throw new FailoverError("SEARCH_INDEX_THERE", { indices: there, machine: server.name, address: server.address, port: server.port });
  ports.operator.progress(step, `restoring ${snapshot.name}, of ${snapshot.startedAt}`);
  await context.note({ ...snapshot, restored: false });
  await server.tell(restoreSnapshot(settings, snapshot.name));
  return snapshot;
}

async function follow({ clock, operator }: Ports, server: SearchServer, settings: Settings, { name }: SearchSnapshot, step: string): Promise<void> {
  const from = clock.elapsed();
  for (let moved = from, last = ""; ; await clock.sleep(EVERY_SECONDS)) {
    const state = await stateNow(server, settings, name);
    const { status, active_primary_shards: active, unassigned_shards: waiting } = await server.ask(askHealth(settings), healthAnswer);
    if (state.begun && !state.moving && status !== "red") return;
    const now = `${state.doneShards} of ${state.shards} shards of ${name} are back`;
    if (state.moving || now !== last) moved = clock.elapsed();
    last = now;
    operator.progress(step, now);
    const still = clock.elapsed() - moved;
    if (still > STILL_SECONDS || clock.elapsed() - from > LIMIT_SECONDS) throw new FailoverError("SEARCH_NOT_RESTORED", { problem: `${active} shards of ${name} are back and ${waiting} are not, and nothing has moved for ${Math.round(still)} s` });
  }
}
