import { Exit } from "../exit.ts";
import { endInWords, readUnitEnd } from "../unit-end.ts";
import type { Advice, Catalogue } from "./advice.ts";

const workEnd = ({ how, unit }: { readonly how: string; readonly unit: string }): ReturnType<typeof endInWords> | undefined => {
  const end = readUnitEnd(how);
  return end === undefined ? undefined : endInWords(end, unit);
};

/** Objects beside the database, and what else lives beside it: cache and search. */
export const objectsErrors = {
  SOURCE_OBJECTS_REFUSED: (f: { request: string; reason: string }): Advice => ({
    what: `S3 refused what was asked (${f.request}): ${f.reason}`,
    why: "without it nobody can tell what the source holds, and how late its copy is",
    next: "check objects.source, objects.region and the usual AWS variables (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), then ask again",
  }),
  SOURCE_OBJECTS_SILENT: (f: { request: string; reason: string }): Advice => ({
    what: `S3 did not answer (${f.request}): ${f.reason}`,
    why: "what the source holds, and how late its copy is, can be told only while S3 answers",
    next: "if a name or a certificate is named, check this machine's DNS and clock, objects.region and objects.endpoint; else wait for AWS. Then type the same command again: 'compare' goes on where it was, 'canary' writes a new one. In an outage nothing needs either",
    exit: Exit.failed,
  }),
  CACHE_FAILED: (f: { host: string; reason: string }): Advice => ({
    what: `the cache at ${f.host} could not be used: ${f.reason}`,
    why: "a part of it was not copied",
    next: "check cache.source, its password and the way to it, then 'failover cache export' again; without a copy the mirror's cache begins empty",
    exit: Exit.failed,
  }),
  WORK_FAILED: (f: { unit: string; host: string; how: string; last: string }): Advice => ({
    what: `${f.unit} on ${f.host} failed: ${workEnd(f)?.because ?? f.how}${f.last === "" ? "" : `; its last word: ${f.last}`}`,
    why: "what the company's own command should do is not done",
    next: `look at /var/lib/failover/units/${f.unit}/lines there${workEnd(f) === undefined ? "" : `; ${workEnd(f)?.look ?? ""}`}; mend the cause, then 'failover resume'`,
    exit: Exit.failed,
  }),
  SEARCH_SILENT: (f: { machine: string; address: string; port: number; heard: string }): Advice => ({
    what: `the search server on ${f.machine} (${f.address}) does not answer at port ${f.port}${f.heard === "" ? "" : `: ${f.heard}`}`,
    why: "there is nothing an index could be put into. Customers do not wait for it: the rest of the run goes on",
    next: "look there with 'systemctl status' and 'journalctl' why it is down, start it, then 'failover resume'",
    exit: Exit.failed,
  }),
  SEARCH_INDEX_THERE: (f: { indices: readonly string[]; machine: string; address: string; port: number }): Advice => ({
    what: `${f.machine} (${f.address}) already holds what the snapshot would bring: ${f.indices.join(", ")}`,
    why: "a snapshot is not restored over an index that somebody may want",
    next: `if nobody wants it, type there: curl -X DELETE http://127.0.0.1:${f.port}/${f.indices.join(",")} and then 'failover resume'`,
    exit: Exit.failed,
  }),
  SEARCH_NOT_RESTORED: (f: { problem: string }): Advice => ({
    what: `the search index was not restored: ${f.problem}`,
    why: "indexing only what has changed since would leave most of it out",
    next: "mend the cause, then 'failover resume'; or set search.onFailover to 'reindex' in a new plan",
    exit: Exit.failed,
  }),
} as const satisfies Catalogue;
