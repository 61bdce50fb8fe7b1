import { z } from "zod";
import type { SearchSettings } from "../data-settings.ts";
import type { Command } from "./command.ts";
import { sshRun, type SshTarget } from "./ssh.ts";

const SECONDS = 60;
const RESTORE_SECONDS = 6 * 60 * 60;

export type SearchRequest = { readonly method: "GET" | "PUT" | "POST"; readonly path: string; readonly body?: unknown; readonly timeoutSeconds: number };

/** One request to Elasticsearch or OpenSearch, typed on its own host: it listens to the mirror's network alone. The answer's status is the last line. */
export function askSearch(target: SshTarget, port: number, { method, path, body, timeoutSeconds }: SearchRequest): Command {
  const words = ["curl", "--silent", "--show-error", "--max-time", String(timeoutSeconds), "--request", method, "--header", "content-type: application/json", "--write-out", "\\n%{http_code}", ...(body === undefined ? [] : ["--data-binary", "@-"]), `http://127.0.0.1:${port}${path}`];
  return sshRun(target, words, { timeoutSeconds: timeoutSeconds + 30, ...(body === undefined ? {} : { input: JSON.stringify(body) }) });
}

type Snapshot = NonNullable<SearchSettings["snapshot"]>;

/** Read-only: only one cluster may ever write to a repository, and that is the source's. */
export const registerRepository = ({ repository, bucket, basePath }: Snapshot): SearchRequest => ({
  method: "PUT",
  path: `/_snapshot/${repository}`,
  body: { type: "gcs", settings: { bucket, base_path: basePath, readonly: true } },
  timeoutSeconds: SECONDS,
});

export const listSnapshots = ({ repository }: Snapshot): SearchRequest => ({ method: "GET", path: `/_snapshot/${repository}/_all`, timeoutSeconds: SECONDS });

/** Waits to the end; an index that stands there already must be closed or gone, which the server itself sees to by refusing. */
export const restoreSnapshot = ({ repository, indices }: Snapshot, snapshot: string): SearchRequest => ({
  method: "POST",
  path: `/_snapshot/${repository}/${encodeURIComponent(snapshot)}/_restore?wait_for_completion=true`,
  body: { indices, include_global_state: false },
  timeoutSeconds: RESTORE_SECONDS,
});

export const snapshotsAnswer = z.object({ snapshots: z.array(z.object({ snapshot: z.string(), state: z.string(), start_time_in_millis: z.number() })) });
export type SearchSnapshot = { readonly name: string; readonly startedAt: string };

/** The newest snapshot that is whole. Since when it began: what was indexed later may be missing from it. */
export function newestSnapshot({ snapshots }: z.infer<typeof snapshotsAnswer>): SearchSnapshot | undefined {
  const [newest] = snapshots.filter(({ state }) => state === "SUCCESS").toSorted((a, b) => b.start_time_in_millis - a.start_time_in_millis);
  return newest === undefined ? undefined : { name: newest.snapshot, startedAt: new Date(newest.start_time_in_millis).toISOString() };
}

export const restoreAnswer = z.object({ snapshot: z.object({ shards: z.object({ total: z.number(), failed: z.number(), successful: z.number() }) }) });

/** What curl printed, taken apart. */
export function readSearchAnswer(stdout: string): { readonly status: number; readonly text: string } {
  const lines = stdout.trimEnd().split("\n");
  return { status: Number(lines.at(-1)), text: lines.slice(0, -1).join("\n") };
}
