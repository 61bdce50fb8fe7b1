import type { Code, Facts } from "../../scripts/core/errors.ts";

const run = "20261125-0110-gcp";
const command = "pulumi up --stack gcp --refresh --yes --non-interactive";
const url = "http://203.0.113.10/healthz";
const unit = `failover-restore-${run}-1`;
const endpoint = "https://storage.googleapis.com";
const backup = "shop/2026-11-25T01-00-00Z";
const waitedSeconds = 300;
const holder = { who: "ben@desk", host: "desk", since: "2026-11-25T01:12:03.000Z" };

/** Facts that could be, for each code of the table; they are printed in docs/errors.md. A new code needs a line here. */
export const errorExamples: { readonly [C in Code]: Facts<C> } = {
  ANSWER_UNREADABLE: { source: "stack 'gcp'", problems: ["databaseHost: must be a text"] },
  APPROVAL_NOT_NEEDED: { step: "stand-up", state: "done" },
  APPROVAL_UNKNOWN: { name: "stand-up", known: ["approve-cutover", "open-writes"] },
  BACKUP_DAMAGED: { name: `${backup}/shop.dump.0003.age`, problem: "has 1048576 bytes, not the 2097152 of its manifest" },
  COMMAND_FAILED: { command, exitCode: 255, tail: "error: could not lock the stack" },
  COMMAND_NOT_STARTED: { command, reason: "pulumi: no such program" },
  COMMAND_STOPPED: { command },
  COMMAND_TIMED_OUT: { command, timeoutSeconds: 1800, tail: "creating gcp:compute:Instance database" },
  DNS_NOT_MOVED: { changes: ["shop.example.com A 198.51.100.4 → 203.0.113.10"] },
  DNS_PLAN_OBJECTED: { objections: ["shop.example.com has two records of type A"] },
  DNS_PROVIDER_REFUSED: { call: "POST /zones/0123456789abcdef/dns_records/batch", status: 403, errors: ["10000: Authentication error"] },
  DNS_PROVIDER_SILENT: { call: "GET /zones/0123456789abcdef/dns_records", reason: "connect ETIMEDOUT", tries: 5 },
  EXPORT_NOT_READY: { problems: ["keys/operations.pub is no age recipient", "the spool's disk has 2 GB free, the database needs 9 GB"] },
  FILE_MISSING: { path: "/srv/shop/Pulumi.gcp.yaml", purpose: "the plan rests on Pulumi.gcp.yaml" },
  FILE_UNREADABLE: { path: "/srv/shop/site-vars.yml", reason: "it is a directory" },
  FILE_UNUSABLE: { path: `/srv/shop/.failover/runs/${run}/journal.jsonl`, reason: "its disk is full" },
  HOST_UNREACHABLE: { hosts: ["10.20.0.5 (database)"], waitedSeconds },
  JOURNAL_BROKEN: { seq: 14, problem: "its hash does not follow from the entry before it" },
  JOURNAL_COPIES_DIFFER: {
    run,
    copies: [`/srv/shop/.failover/runs/${run}/journal.jsonl: journal entry 7: its line was written by something else`, `gs://example-shop-journal/shop/${run}/entries/: sound, 12 entries`],
    next: `move /srv/shop/.failover/runs/${run}/journal.jsonl away and keep it; then type the same command again: the journal is fetched from the bucket`,
  },
  JOURNAL_HELD: { path: `/srv/shop/.failover/runs/${run}/driver.lock`, holder: "process 4711 on laptop, since 2026-11-25T01:12:03.000Z" },
  JOURNAL_ILLEGAL: { seq: 14, event: "step-done", state: "the step 'stand-up' has not begun" },
  JOURNAL_TAKEN_OVER: { run, seq: 14 },
  LEASE_HELD: { run, ...holder, pid: 4711, at: ["restore-data", "configure-hosts"], ageSeconds: 4 },
  LEASE_LAPSED: { command },
  LEASE_PRE_EMPTED: { run, by: "run 20261125-0110-gcp of ana@laptop" },
  LEASE_TAKEN_OVER: { run, ...holder, because: "ana's laptop is gone" },
  LEASE_UNANSWERED: { command: "resume", run, ...holder, at: ["restore-data"], silentSeconds: 48, inSeconds: 12 },
  LEASE_UNREADABLE: { bucket: "example-shop-leases", endpoint, reason: "no answer within 5 s", command: "resume" },
  MANIFEST_UNREADABLE: { name: `${backup}/manifest.json`, problems: ["format: must be 1"] },
  MIRROR_IN_USE: { url },
  NAMES_NOT_SEEN: { waitedSeconds, behind: ["192.0.2.53 still answers 198.51.100.4 for shop.example.com"] },
  NOT_DECLARED: { run },
  NO_OPEN_RUN: { project: "/srv/shop" },
  NO_SOUND_BACKUP: { bucket: "example-shop-exports", refused: [`${backup}: its signature is not the exporter's`] },
  OBJECT_CHANGED_ON_THE_WAY: { bucket: "example-shop-exports", name: `${backup}/shop.dump.0003.age` },
  OPTIONS_EXCLUDE: { options: ["--take-over", "--local-journal"], command: "resume", because: "only the bucket can say that a lease has run out" },
  PLAN_CHANGED: { run, approved: "3f2a9c", current: "b81e07" },
  PLAN_NOT_APPROVED: { approved: "3f2a9c", current: "b81e07" },
  PROJECT_NOT_FOUND: { directory: "/srv", upwards: true },
  REASON_EMPTY: { option: "--because" },
  RESTORE_DIFFERS: { backup, differences: ["orders: 10417 rows, not 10420"] },
  RESTORE_FAILED: { unit, phase: "loading shop", what: "pg_restore exited 1" },
  RESTORE_LOST: { unit, host: "10.20.0.5", seconds: waitedSeconds },
  RESTORE_TARGET_NOT_OURS: { database: "shop", holds: "12 tables and no mark of this kit" },
  RESTORE_TARGET_TOO_OLD: { server: "16.4", client: "17.2" },
  RESTORE_UNDER_WAY: { unit },
  RUN_ALREADY_OPEN: { run },
  RUN_ENDED: { run, outcome: "succeeded" },
  RUN_UNKNOWN: { run, known: ["20261124-2302-gcp"] },
  SECRET_TOO_SHORT: { file: "failover.yaml", tooShort: ["database.ownerPassword: $SHOP_DATABASE_PASSWORD"], shortest: 8 },
  SERVICE_SILENT: { url, reason: "connect ECONNREFUSED 203.0.113.10:80" },
  SERVICE_UNFIT: { url, problem: "it answered 503", waitedSeconds },
  SETTINGS_INVALID: {
    file: "failover.yaml",
    problems: [
      "failover.yaml:2:10 service: 2 to 21 lower-case letters, digits or '-', a letter first\n2 | service: Shop!\n  |          ^",
      "failover.yaml:9:10 cloudflare.token: write the name of an environment variable, like $PGPASSWORD; never the secret itself\n9 |   token: […]\n  |          ^",
    ],
  },
  SIGNING_KEY_UNUSABLE: { source: "keys/exporter.pub", kind: "public" },
  STACK_NOT_UP: { stack: "standby" },
  STEP_BROKE: { step: "stand-up", title: "Stand the mirror up", message: "Maximum call stack size exceeded" },
  STEP_INTERRUPTED: { step: "open-writes", title: "Open the service for writes" },
  STEP_UNKNOWN: { step: "standup", known: ["stand-up", "configure-hosts"] },
  STEP_WAITS: { step: "approve-cutover", title: "Approve the cutover" },
  STORE_NOT_SIGNED_IN: { endpoint, reason: "Could not load the default credentials" },
  STORE_REFUSED: { request: "GET /storage/v1/b/example-shop-exports/o", status: 403, text: "caller does not have storage.objects.list" },
  STORE_SILENT: { endpoint, tried: 5, reason: "connect ETIMEDOUT" },
  VARIABLES_UNSET: { file: "failover.yaml", missing: ["cloudflare.token: $CLOUDFLARE_API_TOKEN", "recovery.identity: $FAILOVER_OPERATIONS_IDENTITY"] },
};
