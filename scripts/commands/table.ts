import { localJournal, reasonOptions } from "./reasons.ts";
import { row, type Row } from "./row.ts";

const json = { json: { type: "boolean", default: false, describe: "for machines" } } as const;
const because = { because: { type: "string", demandOption: true, describe: "the reason, for the record" } } as const;
const who = { who: { type: "string", describe: "who decides (default: you, on this machine)" } } as const;
const run = { run: { type: "string", describe: "a run's name (default: the newest)" } } as const;
const local = { local: { type: "boolean", default: false, describe: "from this machine's journal alone; asks no network" } } as const;
const reason = { because: { type: "string", describe: "the reason, where one is needed" } } as const;
const step = { step: { type: "string", demandOption: true, describe: "a step's name, as 'failover status' shows it" } } as const;
const without = { without: { choices: ["final-export"], describe: "a graceful run goes on with the newest backup in place of its last export; needs --because" } } as const;
const planMode = { mode: { choices: ["graceful", "ungraceful"], default: "ungraceful", describe: "graceful: with a last export of a source that still answers" } } as const;
const stack = { stack: { choices: ["aws", "gcp", "standby", "agents"], demandOption: true, describe: "whose machines; agents are those of watch.agents, which are in no stack" } } as const;
const declaring = {
  mode: { choices: ["graceful", "ungraceful"], describe: "with a last export of a source that still answers, or without (default: what the source allows now)" },
  approve: { type: "string", describe: "the digest that 'failover plan' printed; left out, go or wait is shown on one page" },
  because: { type: "string", describe: "the reason, for the record" },
  override: { type: "array", string: true, choices: ["disaster", "gate"], default: [] as string[], describe: "declare although this rule is not met; every later report shows it" },
  judged: { type: "string", describe: "how you judge what the evidence leaves open, for the record" },
  drill: { type: "boolean", default: false, describe: "a rehearsal: no evidence is asked for, and only the drill's own team is told of it" },
  security: { type: "boolean", default: false, describe: "a security incident: refused, it has a plan of its own" },
  "pre-approve": { type: "string", default: "", describe: "answers given beforehand, as in cut-over-dns,open-writes" },
} as const;

const watching = {
  status: { type: "boolean", default: false, describe: "what the evidence says now, with a picture; looks at nothing" },
  once: { type: "boolean", default: false, describe: "one look from everywhere, then end" },
  svg: { type: "string", describe: "with --status: the picture as a file" },
} as const;
const probing = {
  listen: { type: "string", default: "0.0.0.0:8443", describe: "address and port" },
  certificate: { type: "string", demandOption: true, describe: "file of the certificate to show, which watch.agents names" },
  "certificate-key": { type: "string", demandOption: true, describe: "file of its private key" },
  "key-variable": { type: "string", default: "FAILOVER_PROBE_KEY", describe: "the variable that holds the shared key" },
} as const;
const pagingOptions = {
  action: { choices: ["list", "ack"], demandOption: true, describe: "what to do" },
  page: { type: "string", describe: "a page by its name" },
} as const;
const standbyOptions = {
  action: { choices: ["list", "done"], demandOption: true, describe: "what to do" },
  item: { type: "string", describe: "freeze, export, image, quota or credentials" },
} as const;
const reporting = {
  customer: { type: "string", describe: "the customer, by your own name or number for them; nothing else about anybody" },
  said: { type: "string", describe: "what they said" },
  withdraw: { type: "string", describe: "a report by its name: it was a mistake" },
} as const;
const restoreDb = {
  choose: { type: "string", describe: "the number of a choice, as shown without --approve" },
  snapshot: { type: "string", describe: "a snapshot by its name, as one more choice" },
  at: { type: "string", describe: "a time, as one more choice" },
  fact: { type: "string", array: true, requiresArg: true, default: [], describe: "name=value, of a deleted instance: what nobody else can tell" },
  approve: { type: "string", describe: "the digest shown beside the choice" },
  revert: { type: "string", describe: "go back to the old database from what this run restored" },
  adopt: { type: "string", describe: "take what this run restored into the aws stack for good" },
  "accept-structure": { type: "boolean", default: false, describe: "the restored one may be built otherwise than the newest export; you know why" },
} as const;

const hotfixOptions = {
  artifact: { type: "string", describe: "the release, one file" },
  ref: { type: "string", describe: "a git ref to build it from, by hotfix.build of the settings" },
  side: { choices: ["aws", "gcp"], default: "aws", describe: "whose application hosts" },
  approve: { type: "string", describe: "the digest shown without it" },
} as const;

const exportOptions = {
  spool: { type: "string", default: "/var/spool/failover", describe: "where the dump lies until it is uploaded" },
  state: { type: "string", default: "/var/lib/failover", describe: "where the newest manifest's hash is kept" },
  from: { choices: ["live", "replica", "snapshot"], default: "live", describe: "what is read; snapshot: the newest RDS snapshot, from an operator's machine, through an instance made for it" },
  sums: { type: "boolean", default: false, describe: "count a content sum of each table as well" },
  "source-host": { type: "string", hidden: true },
  "source-port": { type: "number", default: 5432, hidden: true },
  "snapshot-time": { type: "string", hidden: true },
  "for-run": { type: "string", hidden: true },
  check: { type: "boolean", default: false, hidden: true },
} as const;
const objectsOptions = {
  action: { choices: ["compare", "canary"], demandOption: true, describe: "what to do" },
  sample: { type: "number", default: 100, describe: "so many objects without a comparable hash are read on both sides" },
  afresh: { type: "boolean", default: false, describe: "begin anew, not where a comparison was cut short" },
  timeout: { type: "number", describe: "seconds to wait for the canary (default: objects.maxLagMinutes)" },
} as const;
const verifyOptions = {
  level: { type: "number", choices: [1, 2, 3], describe: "1 objects and receipts, 2 decrypt and read, 3 restore" },
  backup: { type: "string", describe: "one backup's id (default: all on level 1, else the newest)" },
  work: { type: "string", default: "/var/tmp/failover-verify", describe: "where level 2 puts what it decrypts" },
  keep: { type: "boolean", default: false, describe: "leave level 3's machine up to look at" },
} as const;
const snapshotOptions = {
  action: { choices: ["list", "take", "rotate"], demandOption: true, describe: "what to do" },
  apply: { type: "boolean", default: false, describe: "with rotate: remove what the plan says; without it nothing is changed" },
} as const;
const cacheOptions = {
  action: { choices: ["export", "plan"], demandOption: true, describe: "what to do" },
  spool: { type: "string", default: "/var/spool/failover", describe: "where the copy lies until it is uploaded" },
} as const;
const bookOptions = {
  book: { type: "boolean", default: false, describe: "the whole plan on paper, into a file: calling lists, triage, each step by hand" },
  output: { type: "string", describe: "with --book: the file" },
  format: { choices: ["pdf", "html", "md"], describe: "with --book (default: by the file's name)" },
  paper: { choices: ["A4", "Letter"], default: "A4", describe: "with --book, for pdf" },
} as const;
const copiesOptions = {
  action: { choices: ["list", "hand", "acknowledge"], demandOption: true, describe: "what to do" },
  to: { type: "string", describe: "with hand: who gets a copy, as in ana,ben" },
  place: { type: "string", default: "home", describe: "with hand: where it is kept" },
  by: { type: "string", describe: "with acknowledge: who says that they have it" },
} as const;
const contactsOptions = {
  action: { choices: ["list", "verify", "encrypt"], default: "list", describe: "list: whom to call; verify: ask about each and date it; encrypt: to whoever can open the backups" },
  team: { type: "string", describe: "one team, by its id (default: everybody)" },
  call: { type: "boolean", default: false, describe: "a sheet to call by: numbers in order, a box to tick" },
} as const;
const triageOptions = {
  watch: { type: "boolean", default: false, describe: "look again and again, and show what has changed" },
  every: { type: "number", default: 30, describe: "seconds between two looks, with --watch" },
  html: { type: "string", describe: "write the same as a page of its own to this file" },
} as const;
const notifyOptions = {
  state: { type: "string", describe: "investigating, identified, failing-over, on-mirror, resolved, or one of your own templates" },
  audience: { type: "string", default: "customers", describe: "customers, internal, or a team of contacts.yaml" },
  set: { type: "string", array: true, default: [] as string[], describe: "a variable of the template, as in note='the disk is full'" },
  drill: { type: "boolean", default: false, describe: "marked [DRILL], and to the drill's team alone" },
  preview: { type: "boolean", default: false, describe: "show what would be sent, and to how many; sends nothing" },
  resume: { type: "string", describe: "go on with a notice that was cut short, here or on another machine" },
  status: { type: "boolean", default: false, describe: "what customers were told last, and when the next word is due" },
  bounces: { type: "string", describe: "read what came back as mail: a message, an mbox file, or a directory of messages (Maildir)" },
  "skip-invalid": { type: "boolean", default: false, describe: "leave out the customers whose rows are not sound" },
} as const;
const restored = { database: { type: "string", demandOption: true } } as const;
const text = { type: "string", demandOption: true } as const;
const seconds = { type: "number", demandOption: true } as const;
const guarding = { mark: { type: "string", demandOption: true }, "terminate-after": seconds, "kill-after": seconds } as const;
const restoring = { run: { type: "string", demandOption: true } } as const;

/** Every command, in the order in which a person needs them. */
export const table: readonly Row[] = [
  row("init", "make the state bucket, the stacks and the keys; what is there is kept", {}, () => import("./init.ts")),
  row("env", "print the exports that a bare 'pulumi' needs", {}, () => import("./env.ts")),
  row("inventory", "print an Ansible inventory of one side's machines, or of those that watch", stack, () => import("./inventory.ts")),
  row("ready", "if we failed over now: what would be lost, how long it would take, what is missing", json, () => import("./ready.ts")),
  row("plan", "print what a failover would do, and the digest to approve; --book: the plan on paper", { ...planMode, ...bookOptions, ...json }, () => import("./plan.ts")),
  row("triage", "what is broken, ours or theirs, and what to do next; changes nothing", { ...json, ...triageOptions }, () => import("./triage.ts")),
  row("declare", "go or wait, on one page; with --approve: bind your approval to a plan and open a run", { ...declaring, ...who, ...json, ...reasonOptions }, () => import("./declare.ts")),
  row("run", "carry out the open run as far as it can go", { ...run, ...json, ...reasonOptions, ...reason }, () => import("./run.ts")),
  row("resume", "go on with the open run; finished steps are not repeated", { ...run, ...without, ...json, ...reasonOptions, ...reason }, () => import("./run.ts")),
  row("approve <step>", "say yes to a step that waits for a person", { ...step, ...because, ...who, ...localJournal }, () => import("./approve.ts")),
  row("status", "where a run stands, and what it waits for", { ...run, ...local, ...json }, () => import("./status.ts")),
  row("report", "what was decided in a run, and a picture of how long each step took", { ...run, ...local, ...json }, () => import("./report.ts")),
  row("abandon", "end the open run for good without finishing it; undoes nothing", { ...run, ...because, ...who, ...reasonOptions }, () => import("./abandon.ts")),
  row("watch", "look at the service from every place until stopped, and keep what was seen; --status: what it amounts to", { ...watching, ...json }, () => import("./watch.ts")),
  row("agent-probe", false, probing, () => import("./agent-probe.ts")),
  row("page <action> [page]", "list: who was paged for what; ack: take a page on, so that nobody further is woken", { ...pagingOptions, ...who, ...json }, () => import("./page.ts")),
  row("standby <action> [item]", "list: work that can be done before the gate opens; done: write down that a piece is", { ...standbyOptions, ...reason, ...who, ...json }, () => import("./standby.ts")),
  row("report-in", "record that a customer reports the service down, or take such a report back", { ...reporting, ...reason, ...who, ...json }, () => import("./report-in.ts")),
  row("contacts [action]", "whom to call, in which order, and what time it is there", { ...contactsOptions, ...json }, () => import("./contacts.ts")),
  row("notify", "tell customers, or colleagues, where things stand", { ...notifyOptions, ...run, ...localJournal, ...reason, ...json }, () => import("./notify.ts")),
  row("restore-db", "replace a broken database in AWS: shows the choices, then carries one out", { ...restoreDb, ...json, ...who, ...reasonOptions, ...reason }, () => import("./restore-db.ts")),
  row("hotfix", "put a release on one host, watch it, then on the rest; a bad one is taken back", { ...hotfixOptions, ...json, ...who, ...reasonOptions, ...reason }, () => import("./hotfix.ts")),
  row("export", "make a backup of the database outside AWS; runs on the exporter host", { ...exportOptions, ...json }, () => import("./export.ts")),
  row("objects <action>", "compare: whether every object is in its copy; canary: how late a copy is", { ...objectsOptions, ...json }, () => import("./objects.ts")),
  row("verify-export", "verify backups on a level, or show how old the newest success of each is", { ...verifyOptions, ...json }, () => import("./verify-export.ts")),
  row("snapshots <action>", "exports, RDS snapshots and copies of the cache under one rule: list, take, rotate", { ...snapshotOptions, ...json }, () => import("./snapshots.ts")),
  row("agent-protect-begin", false, {}, () => import("./agent-protect-begin.ts")),
  row("agent-protect", false, { job: { type: "string", demandOption: true } }, () => import("./agent-protect.ts")),
  row("agent-protect-follow", false, { ...restoring, unit: { type: "string", demandOption: true } }, () => import("./agent-protect-follow.ts")),
  row("agent-protect-state", false, restoring, () => import("./agent-protect-state.ts")),
  row("copies <action>", "who has which version of the plan on paper: list, hand, acknowledge", { ...copiesOptions, ...json }, () => import("./copies.ts")),
  row("cache <action>", "export: copy the cache outside AWS, on the exporter host; plan: what a failover makes of it", { ...cacheOptions, ...json }, () => import("./cache.ts")),
  row("agent-warm-cache", false, {}, () => import("./agent-warm-cache.ts")),
  row("agent-restore-begin", false, {}, () => import("./agent-restore-begin.ts")),
  row("agent-restore", false, { job: { type: "string", demandOption: true } }, () => import("./agent-restore.ts")),
  row("agent-restore-follow", false, { ...restoring, unit: { type: "string", demandOption: true } }, () => import("./agent-restore-follow.ts")),
  row("agent-restore-state", false, { ...restoring, ...restored }, () => import("./agent-restore-state.ts")),
  row("agent-database", false, {}, () => import("./agent-database.ts")),
  row("agent-examine", false, restored, () => import("./agent-examine.ts")),
  row("agent-verify", false, { ...restoring, ...restored, manifest: text, owner: text }, () => import("./agent-verify.ts")),
  row("agent-look", false, { from: text, where: text }, () => import("./agent-look.ts")),
  row("agent-watchdog", false, guarding, () => import("./agent-watchdog.ts")),
];
