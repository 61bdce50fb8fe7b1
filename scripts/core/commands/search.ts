import { z } from "zod";
import type { SearchSettings } from "../data-settings.ts";
import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

const SECONDS = 60;

export type SearchRequest = { readonly method: "GET" | "PUT" | "POST"; readonly path: string; readonly body?: unknown; readonly timeoutSeconds: number };

/** One request to Elasticsearch or OpenSearch, typed on its own host: it listens to the mirror's network alone. The answer's status is the last line. */
export function askSearch(target: SshTarget, port: number, { method, path, body, timeoutSeconds }: SearchRequest): Command {
  const words = ["curl", "--silent", "--show-error", "--max-time", String(timeoutSeconds), "--request", method, "--header", "content-type: application/json", "--write-out", "\\n%{http_code}", ...(body === undefined ? [] : ["--data-binary", "@-"]), `http://127.0.0.1:${port}${path}`];
  return sshRun(target, words, { timeoutSeconds: timeoutSeconds + 30, ...(body === undefined ? {} : { input: JSON.stringify(body) }) });
}

const get = (path: string): SearchRequest => ({ method: "GET", path, timeoutSeconds: SECONDS });

/** Whether a server answers at all. */
export const greet: SearchRequest = { method: "GET", path: "/", timeoutSeconds: 5 };

type Snapshot = NonNullable<SearchSettings["snapshot"]>;

/** Where the snapshots lie, for a person. */
export const placeOf = ({ bucket, basePath, directory }: Snapshot): string => directory ?? `${bucket ?? ""}/${basePath ?? ""}`;

/** Read-only: only one cluster may ever write to a repository, and that is the source's. */
export const registerRepository = ({ repository, bucket, basePath, directory }: Snapshot): SearchRequest => ({
  method: "PUT",
  path: `/_snapshot/${repository}`,
  body: directory === undefined ? { type: "gcs", settings: { bucket, base_path: basePath, readonly: true } } : { type: "fs", settings: { location: directory, readonly: true } },
  timeoutSeconds: SECONDS,
});

export const listSnapshots = ({ repository }: Snapshot): SearchRequest => get(`/_snapshot/${repository}/_all`);

/** What stands there under names that would be restored: a server refuses to restore over an open index. */
export const listIndices = ({ indices }: Snapshot): SearchRequest => get(`/_cat/indices/${encodeURIComponent(indices)}?format=json&h=index&ignore_unavailable=true`);
export const indicesAnswer = z.array(z.object({ index: z.string() }));

/** Begins it and does not wait: it outlives whoever asked, and takes hours where the index is large. */
export const restoreSnapshot = ({ repository, indices }: Snapshot, snapshot: string): SearchRequest => ({
  method: "POST",
  path: `/_snapshot/${repository}/${encodeURIComponent(snapshot)}/_restore?wait_for_completion=false`,
  body: { indices, include_global_state: false },
  timeoutSeconds: SECONDS,
});

export const snapshotsAnswer = z.object({ snapshots: z.array(z.object({ snapshot: z.string(), state: z.string(), start_time_in_millis: z.number(), indices: z.array(z.string()) })) });
export type SearchSnapshot = { readonly name: string; readonly startedAt: string };
type Listed = { readonly snapshot: SearchSnapshot; readonly indices: readonly string[] };

/** The newest snapshot that is whole. Since when it began: what was indexed later may be missing from it. */
export function newestSnapshot({ snapshots }: z.infer<typeof snapshotsAnswer>): Listed | undefined {
  const [newest] = snapshots.filter(({ state }) => state === "SUCCESS").toSorted((a, b) => b.start_time_in_millis - a.start_time_in_millis);
  return newest === undefined ? undefined : { snapshot: { name: newest.snapshot, startedAt: new Date(newest.start_time_in_millis).toISOString() }, indices: newest.indices };
}

export const listRecoveries = ({ indices }: Snapshot): SearchRequest => get(`/${encodeURIComponent(indices)}/_recovery?ignore_unavailable=true`);
export const askHealth = ({ indices }: Snapshot): SearchRequest => get(`/_cluster/health/${encodeURIComponent(indices)}`);

const shard = z.object({ stage: z.string(), primary: z.boolean(), source: z.object({ snapshot: z.string().optional() }) });
export const recoveriesAnswer = z.record(z.string(), z.object({ shards: z.array(shard) }));
export const healthAnswer = z.object({ status: z.enum(["green", "yellow", "red"]), active_primary_shards: z.number(), unassigned_shards: z.number() });

/** How a restore stands: `begun` once a shard came from this snapshot, `moving` while one still comes. */
export type RestoreState = { readonly begun: boolean; readonly moving: boolean; readonly doneShards: number; readonly shards: number };

export function restoreStateOf(recoveries: z.infer<typeof recoveriesAnswer>, snapshot: string): RestoreState {
  const ours = Object.values(recoveries).flatMap(({ shards }) => shards.filter(({ primary, source }) => primary && source.snapshot === snapshot));
  const doneShards = ours.filter(({ stage }) => stage === "DONE").length;
  return { begun: ours.length > 0, moving: doneShards < ours.length, doneShards, shards: ours.length };
}

const refused = z.object({ error: z.object({ reason: z.string() }) });

/** What a server that refused says, as short as it can be. */
export function refusalIn(text: string): string {
  try {
    return refused.parse(JSON.parse(text)).error.reason;
  } catch {
    return text.slice(0, 300);
  }
}

/** What curl printed, taken apart. */
export function readSearchAnswer(stdout: string): { readonly status: number; readonly text: string } {
  const lines = stdout.trimEnd().split("\n");
  return { status: Number(lines.at(-1)), text: lines.slice(0, -1).join("\n") };
}
